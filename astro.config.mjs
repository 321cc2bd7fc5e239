import node from '@astrojs/node'
import { defineConfig } from 'astro/config'

export default defineConfig({
  output: 'server',
  outDir: process.env.CANDOR_DIST ?? './dist',
  adapter: node({ mode: 'middleware', bodySizeLimit: 256 * 1024 }),
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
      ],
    },
  },
})
