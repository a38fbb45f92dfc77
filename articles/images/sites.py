"""What we know of sites: tables of their names and habits. Pure, no code; addresses.py reads them.

A domain stands for itself and all names below it.
"""

import re
from collections.abc import Mapping

# Names that the public DNS never answers: RFC 6761's and later special ones, those that ICANN keeps
# for private use or will not delegate because networks use them so. `.example` is left out: nobody
# answers for it either, and documentation and tests need a name.
INTERNAL = tuple(
    f".{name}"
    for name in (
        "localhost local localdomain internal intranet private corp home lan mail test invalid"
        " onion alt arpa"
    ).split()
)

# Proxies before a picture's own address -----------------------------------------------------------

# WordPress's: the path is the address without its scheme; `ssl=1` says which that was.
PHOTON = frozenset({"i0.wp.com", "i1.wp.com", "i2.wp.com", "i3.wp.com"})
# The address stands in this parameter.
QUERY_PROXIES: Mapping[str, str] = {
    "api.allorigins.win/raw": "url",
    "api.codetabs.com/v1/proxy": "quest",
    "api.codetabs.com/v1/proxy/": "quest",
    "corsproxy.io/": "url",
    "external-content.duckduckgo.com/iu/": "u",
    "image.baidu.com/search/down": "url",
    "images.weserv.nl/": "url",
    "proxy.duckduckgo.com/iu/": "u",
    "wsrv.nl/": "url",
}
# The address follows.
PATH_PROXIES = (
    "cdn.cors.sh/",
    "cors-anywhere.herokuapp.com/",
    "cors.bridged.cc/",
    "cors.eu.org/",
    "corsproxy.io/?",
    "pic1.xuehuaimg.com/proxy/",
    "proxy.cors.sh/",
    "thingproxy.freeboard.io/fetch/",
)

# No pictures --------------------------------------------------------------------------------------

# Drawn or drawn by lot, for places without a picture; the cleaning knows those of known generators.
PLACEHOLDERS: Mapping[str, str] = dict.fromkeys(
    (
        "dummyimage.com fakeimg.pl loremflickr.com lorempixel.com picsum.photos placebear.com"
        " placehold.co placehold.it placeholder.com placeimg.com placekitten.com"
        " source.unsplash.com unsplash.it"
    ).split(),
    "",
)
# Hosts that do nothing but count.
TRACKERS: Mapping[str, str] = dict.fromkeys(
    (
        "2mdn.net adnxs.com adsrvr.org amazon-adsystem.com analytics.twitter.com"
        " b.scorecardresearch.com bat.bing.com c.statcounter.com cnzz.com counter.yadro.ru"
        " doubleclick.net feedsportal.com google-analytics.com googleadservices.com"
        " googlesyndication.com googletagmanager.com hm.baidu.com imrworldwide.com mc.yandex.ru"
        " pheedo.com pixel.wp.com px.ads.linkedin.com quantserve.com sb.scorecardresearch.com"
        " stats.wordpress.com stats.wp.com track.hubspot.com visitor-badge.laobi.icu"
    ).split(),
    "",
)
# Addresses that count, on hosts that serve pictures too. Anchored on both sides wherever a word may
# stand in a real picture's name.
TRACKING = re.compile(
    r"^(?:"
    r"feeds\d*\.feedburner\.com/(?:~r|~ff|~f4|[^?]*/~4)/"
    r"|feedproxy\.google\.com/~"
    r"|feeds\.wordpress\.com/1\.0/"
    r"|blogger\.googleusercontent\.com/tracker/"
    r"|(?:www\.)?facebook\.com/tr(?:$|[/?])"
    r"|(?:www\.)?assoc-amazon\.[a-z.]+/e/ir"
    r"|(?:www\.)?medium\.com/_/stat"
    r"|(?:www\.)?linkedin\.com/px/"
    r"|(?:www\.)?list-manage\.com/track/"
    r"|t\.co/i/adsct"
    r")"
    r"|/(?:pixel|1x1|1x1\.trans|__utm|tracking|trackingpixel|tracking-pixel|webbug)\.(?:gif|png)(?:$|\?)"
    r"|/(?:piwik|matomo)\.php(?:$|\?)"
)

# Pictures that are served only to readers of certain pages ----------------------------------------

# What their hosts want to hear as Referer. Others are asked without one.
REFERERS: Mapping[str, str] = {
    "byteimg.com": "https://juejin.cn/",
    "cnbetacdn.com": "https://www.cnbeta.com.tw/",
    "csdnimg.cn": "https://blog.csdn.net/",
    "doubanio.com": "https://www.douban.com/",
    "geekbang.org": "https://time.geekbang.org/",
    "hdslb.com": "https://www.bilibili.com/",
    "huxiucdn.com": "https://www.huxiu.com/",
    "ithome.com": "https://www.ithome.com/",
    "jianshu.io": "https://www.jianshu.com/",
    "oschina.net": "https://www.oschina.net/",
    "pximg.net": "https://www.pixiv.net/",
    "qlogo.cn": "https://mp.weixin.qq.com/",
    "qpic.cn": "https://mp.weixin.qq.com/",
    "sinaimg.cn": "https://weibo.com/",
    "sspai.com": "https://sspai.com/",
    "zdmimg.com": "https://www.smzdm.com/",
    "zhimg.com": "https://www.zhihu.com/",
}
