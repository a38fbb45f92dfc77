from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0007_old_numbers'),
    ]

    operations = [
        migrations.AddField(
            model_name='rendering',
            name='digest',
            field=models.CharField(default='', help_text='SHA-256 of the body that this was made from.', max_length=64, verbose_name='digest'),
        ),
    ]
