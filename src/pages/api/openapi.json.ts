import type { APIRoute } from 'astro'
import { openApi } from '#src/api/openapi.ts'
import { answerPublic, mayAsk } from '#src/api/public.ts'
import { config } from '#src/config.ts'

/** All that programs may do, as OpenAPI 3.1. It changes with the program alone. */
export const GET: APIRoute = () => answerPublic(openApi(config().publicUrl), ['page'], null)

export const OPTIONS: APIRoute = () => mayAsk()
