import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const out = "../runtime/cauce/console/dist";
const server = "http://127.0.0.1:4000";

/** Puts a .br and a .gz beside every text file of the build, so that no request pays for compressing. */
function squeezed(): Plugin {
  return {
    name: "squeezed",
    apply: "build",
    closeBundle() {
      for (const folder of [out, join(out, "console")])
        for (const name of readdirSync(folder).filter((one) => /\.(html|js|css|svg)$/.test(one))) {
          const bytes = readFileSync(join(folder, name));
          const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } };
          writeFileSync(join(folder, `${name}.br`), brotliCompressSync(bytes, best));
          writeFileSync(join(folder, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        }
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), squeezed()],
  build: {
    outDir: out,
    emptyOutDir: true,
    assetsDir: "console",
    // Styles and icons come as files: the policy of the pages allows nothing inside of them.
    assetsInlineLimit: 0,
    target: ["chrome123", "firefox120", "safari17.5"],
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    // What is needed together is one file: it compresses better than many small ones.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "base", priority: 3, test: /node_modules\/(react|react-dom|scheduler|@tanstack\/(react-query|query-core|react-router|router-core|history|react-store|store))\// },
            { name: "first", priority: 2, test: /src\/(app\/(router|missing|session)|ui\/(states|button|field)|login\/form|theme\/theme\.ts)/ },
            { name: "desk", priority: 1, test: /src\/(app\/(live|my-menu|keys|banner|boundary)|login\/again|ui\/(avatar|badge))/ },
          ],
        },
      },
    },
  },
  server: { proxy: { "/api": server, "/socket.io": { target: server, ws: true }, "/welcome": server, "/home.css": server } },
  test: { include: ["src/**/*.test.{ts,tsx}"] },
});
