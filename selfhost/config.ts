import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { bracketed } from './ports.ts';
import { MAIL_SETTINGS, root } from './settings.ts';

const dist = join(root, 'dist');

/** What the build took from wrangler.toml (dist/selfhost/worker.json), so that it is written only once. */
export interface WorkerDescription {
  compatibilityDate: string;
  durableObjects: { binding: string; className: string }[];
  secrets: string[];
}

export function readWorkerDescription(): WorkerDescription {
  return JSON.parse(readFileSync(join(dist, 'selfhost/worker.json'), 'utf8'));
}

export interface ConfigInput {
  worker: WorkerDescription;
  configPath: string;
  dataDir: string;
  hosts: string[];
  port: number;
}

/** The workerd config, as text. No secret is in it: those come from workerd's environment. */
export function workerdConfig({ worker, configPath, dataDir, hosts, port }: ConfigInput): string {
  const embed = (path: string) => `embed ${text(relative(dirname(configPath), join(dist, path)))}`;
  const objects = worker.durableObjects;
  return `using Workerd = import "/workerd/workerd.capnp";

const config :Workerd.Config = (
  services = [
    (name = "porchlight", worker = (
      modules = [(name = "index.js", esModule = ${embed('worker/index.js')})],
      compatibilityDate = ${text(worker.compatibilityDate)},
      bindings = [
        (name = "ASSETS", service = "assets"),
${lines([...worker.secrets, ...MAIL_SETTINGS], (it) => `        (name = ${text(it)}, fromEnvironment = ${text(it)}),`)}
${lines(objects, (it) => `        (name = ${text(it.binding)}, durableObjectNamespace = ${text(it.className)}),`)}
      ],
      # The unique key names the folder of a class's databases: never change one.
      durableObjectNamespaces = [
${lines(objects, (it) => `        (className = ${text(it.className)}, uniqueKey = ${text(`porchlight-${it.className}`)}, enableSql = true),`)}
      ],
      durableObjectStorage = (localDisk = "objects"),
    )),
    (name = "assets", worker = (
      modules = [(name = "static.js", esModule = ${embed('selfhost/static.js')})],
      compatibilityDate = ${text(worker.compatibilityDate)},
      bindings = [
        (name = "FILES", service = "files"),
        (name = "HEADER_RULES", text = ${embed('assets/_headers')}),
      ],
    )),
    (name = "files", disk = (path = ${text(join(dist, 'assets'))})),
    (name = "objects", disk = (path = ${text(join(dataDir, 'objects'))}, writable = true)),
  ],
  sockets = [
${lines(hosts, (host) => `    (name = ${text(host)}, address = ${text(`${bracketed(host)}:${port}`)}, service = "porchlight", http = .http),`)}
  ],
);

const http :Workerd.HttpOptions = (
  # Behind a proxy that ends TLS, the Worker has to know that the visitor's address says https.
  forwardedProtoHeader = "X-Forwarded-Proto",
  # Only Cloudflare may set this one; here the client's address is request.cf.clientIp.
  injectRequestHeaders = [(name = "CF-Connecting-IP")],
);
`;
}

/** A Cap'n Proto string literal. Its escapes for quote and backslash are those of JSON. */
function text(value: string): string {
  return JSON.stringify(value);
}

function lines<T>(items: T[], line: (item: T) => string): string {
  return items.map(line).join('\n');
}
