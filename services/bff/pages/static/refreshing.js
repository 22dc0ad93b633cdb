// What shows things as they arrive has in common: the page as the server renders it now, taken once at a time.
const RETRY_MS = 5000;

/** The document as it is now; nothing where it can no longer be seen. Throws where the server fails or is away. */
export async function pageNow(address) {
  const answer = await fetch(address, { headers: { accept: "text/html" }, credentials: "same-origin" });
  if (answer.status >= 500) throw new Error(`${answer.status}`);
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : undefined;
}

/** Asks for `refresh`, one at a time; what comes meanwhile asks for one more, and what fails is tried again. */
export function inTurn(refresh) {
  let running = false;
  let again = false;
  async function run() {
    if (running) return;
    running = true;
    try {
      while (again) {
        again = false;
        await refresh();
      }
    } catch {
      again = true;
      setTimeout(run, RETRY_MS);
    } finally {
      running = false;
    }
  }
  return () => {
    again = true;
    run();
  };
}
