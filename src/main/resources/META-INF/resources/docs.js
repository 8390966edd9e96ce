// In a file of its own, as pages may not run scripts that stand in them (Content-Security-Policy).
const place = document.getElementById("swagger-ui");
SwaggerUIBundle({
  domNode: place,
  url: place.dataset.description,
  deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis],
});
