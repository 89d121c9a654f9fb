import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The server writes a fresh nonce in its place for each request, and the same one into the policy. */
const NONCE_PLACEHOLDER = "__CSP_NONCE__";

export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  // Addresses are relative to <base>, so that a host application may mount the page under any path.
  base: "./",
  plugins: [react()],
  resolve: {
    // The page formats numbers and checks their length, which the small tables know. The full ones are 70 kB more.
    alias: [{ find: /^libphonenumber-js\/max$/, replacement: "libphonenumber-js/min" }],
  },
  html: { cspNonce: NONCE_PLACEHOLDER },
  build: {
    outDir: fileURLToPath(new URL("../../dist/web", import.meta.url)),
    emptyOutDir: true,
    // Which file needs which: from it the tests count what a first visit loads.
    manifest: "manifest.json",
    // A data: address would need its own leave in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 500,
  },
  server: { proxy: { "/api": "http://127.0.0.1:3000" } },
});
