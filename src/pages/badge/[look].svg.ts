import { LOOKS } from '#src/feeds/badge.ts'
import { badgeRoute } from '../_badge.ts'

export const GET = badgeRoute(({ look }) => LOOKS.find((one) => one === look))
