// After a refused form, the keyboard starts at the list of corrections.
document.querySelector("[data-focus]")?.focus();
