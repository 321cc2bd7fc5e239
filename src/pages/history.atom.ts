import { atom } from '#src/feeds/atom.ts'
import { feedRoute } from './_feed.ts'

export const GET = feedRoute('application/atom+xml', atom)
