import node from '@astrojs/node'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  outDir: process.env.CANDOR_DIST ?? './dist',
  // Pages are small: drawing one wholly before it leaves means that an error is an honest 500, not half a page.
  adapter: node({ mode: 'middleware', bodySizeLimit: 256 * 1024, experimentalDisableStreaming: true }),
  logger: { entrypoint: './src/server/astro-log.mjs' },
  // Staff sessions are ours (src/staff/session.ts), kept in the database.
  session: false,
  trailingSlash: 'ignore',
  // The Content-Security-Policy allows our own files only, so nothing is inlined.
  build: { inlineStylesheets: 'never' },
  devToolbar: { enabled: false },
  security: {
    // Refuses one-click unsubscribes and carrier webhooks; src/server/guard.ts does it with exact exceptions.
    checkOrigin: false,
    actionBodySizeLimit: 256 * 1024,
  },
  vite: {
    build: { assetsInlineLimit: 0 },
    ssr: {
      external: [
        'better-sqlite3',
        'pg',
        'twilio',
        'nodemailer',
        'pino',
        'lucia',
        'kysely',
        'undici',
        'libphonenumber-js',
        'opentype.js',
      ],
    },
  },
})
