// Keeps what the page writes to its console, errors that nobody caught, and where each comes from.
() => {
  const heard = (window.heard = []);
  for (const name of ["error", "warn"]) {
    const write = console[name];
    console[name] = (...all) => {
      heard.push(`console.${name}: ${all.map(String).join(" ")} ${new Error().stack}`);
      write.apply(console, all);
    };
  }
  // Captured: a clip or an image that does not load tells only its own element.
  const told = ({ message, error, target }) => heard.push(`error: ${message || target.src} ${error?.stack || ""}`);
  addEventListener("error", told, true);
  addEventListener("unhandledrejection", ({ reason }) => heard.push(`rejected: ${reason} ${reason?.stack || ""}`));
}
