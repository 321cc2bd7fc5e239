/// <reference types="astro/client" />

declare namespace App {
  interface Locals {
    /** The visitor's address, as far as the configured proxies can be believed. */
    ip: string
    /** In which this answer is written. */
    language: import('./words/language.ts').Language
    /** Of the language by which the reader came, such as `/de`; nothing without one. */
    prefix: string
    /** Another Accept-Language would get another language. */
    varies: boolean
    /** An address of ours in the language by whose prefix the reader came. */
    to: (path: string) => string
    /** Under which the log knows this request; an error page shows it. */
    requestId: string
    /** The body, for a route that takes long ones; `request` has none then. */
    body?: Buffer
    /** Resolves when the visitor has taken what was written so far: for answers too long to be held in memory. */
    drained: () => Promise<void>
    /** The answer may be kept (src/kept.ts), so what says for how long is left in its headers. */
    keeping?: boolean
    /** Resolves when this server no longer shows what was true before this request. */
    caughtUp?: () => Promise<void>
    /** Who is signed in; asked only by routes that need to know, so public pages never look at cookies. */
    staff: () => Promise<import('./staff/roles.ts').Member | null>
    /** What waits for staff; asked only by their pages. */
    waiting: () => Promise<import('./staff/roles.ts').Waiting>
    /** The page's row, for how it looks; undefined when it cannot be had, which is no reason to show nothing. */
    look: () => Promise<import('#db/schema.ts').PageRow | undefined>
    /** What a form's work failed with, if nobody had foreseen it. */
    fault?: unknown
    /** What was typed into the form that this request brings. */
    typed?: import('./fields.ts').TypedFields
    /** This page is drawn as a file of the copy that is read when we are down; nothing can be sent from one. */
    copy?: { takenAt: number }
    /** Tells the log that the database could not do its work. */
    noteTrouble?: (error: unknown) => void
  }
}
