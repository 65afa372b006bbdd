// Follows the reader's choice of light or dark: Swagger UI has a dark theme of its own.
const dark = window.matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

// BaseLayout: the standalone one writes inline styles, which the Content-Security-Policy refuses.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  layout: "BaseLayout",
  deepLinking: true,
  tryItOutEnabled: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  docExpansion: "list",
  validatorUrl: null,
});
