import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from '#test/support/site.ts'
import { until } from '#test/support/until.ts'
import { programs } from './machine.ts'
import { ended, ownFolder, start } from './processes.ts'

/** An answer as somebody else is to give it, byte for byte. */
export interface Copy {
  path: string
  headers: Record<string, string>
  body: Buffer
}

/** What belongs to one server or one connection, or is made anew by whoever answers. */
const OWN = /^(?:date|connection|keep-alive|etag|content-length|content-type|transfer-encoding|server)$/

/** nginx with one process and these answers as files; nothing of it is installed as a service. */
export async function startNginx(before: string[], copies: Copy[]) {
  const { nginx } = programs('nginx')
  const folder = ownFolder()
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'files'))
  const port = await freePort()
  const locations = copies.map(({ path, headers, body }, at) => {
    writeFileSync(join(folder, 'files', String(at)), body)
    const lines = Object.entries(headers)
      .filter(([name]) => !OWN.test(name))
      .map(([name, value]) => `add_header ${name} "${value.replaceAll('"', '\\"')}";`)
    return `location = ${path} { default_type "${headers['content-type'] ?? 'text/html'}"; types {} alias ${folder}/files/${at}; ${lines.join(' ')} }`
  })
  const config = `
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { worker_connections 4096; }
http {
  access_log off; server_tokens off; sendfile on; tcp_nopush on; keepalive_requests 1000000000;
  open_file_cache max=100 inactive=1h;
  client_body_temp_path ${folder}/b; proxy_temp_path ${folder}/p; fastcgi_temp_path ${folder}/f;
  uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port}; ${locations.join('\n')} }
}`
  writeFileSync(join(folder, 'nginx.conf'), config)
  const args = ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')]
  const child = start(before, nginx, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const url = `http://127.0.0.1:${port}`
  await until(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}.`)
    return (await fetch(url + copies[0]?.path).catch(() => undefined))?.ok
  }, 'nginx to answer')
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      await ended(child, 'SIGTERM')
    },
  }
}
