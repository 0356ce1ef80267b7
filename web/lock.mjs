// Renews package-lock.json: in an empty folder, for npm leaves out other systems' parts where some are installed already, and
// without the addresses of sponsors, so that the file holds no host at all.
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "cauce-lock-"));
try {
  for (const name of ["package.json", ".npmrc"]) copyFileSync(name, join(folder, name));
  execFileSync("npm", ["install", "--package-lock-only", "--ignore-scripts"], { cwd: folder, stdio: "inherit" });
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  for (const one of Object.values(lock.packages)) delete one.funding;
  writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
