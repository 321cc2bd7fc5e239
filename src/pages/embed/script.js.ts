// Where pages that come from Statuspage have it.
export { embedRoute as GET } from '../_embed.ts'
