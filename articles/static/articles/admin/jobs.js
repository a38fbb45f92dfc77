// A job's page: how far it is, every second; once it is over, what it
// was for, or the page as it is then.
(() => {
  const live = document.getElementById("job-live");
  const address = live?.dataset.progress;
  if (!address) return;

  async function look() {
    if (!document.hidden) {
      try {
        const response = await fetch(address, { headers: { Accept: "application/json" } });
        if (response.redirected || response.status === 404) return location.reload();
        if (response.ok) {
          const told = await response.json();
          if (told.next) return location.assign(told.next);
          if (told.is_over) return location.reload();
          live.innerHTML = told.html;
        }
      } catch {
        // The server is away for a moment; the next look finds it.
      }
    }
    setTimeout(look, 1000);
  }

  setTimeout(look, 1000);
})();
