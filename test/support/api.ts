import type { Db } from '#db/open.ts'
import { findPage } from '#db/queries/page.ts'
import { answerApi } from '#src/api/answer.ts'
import { makeToken } from '#src/staff/token.ts'
import { aMember } from './people.ts'

export interface Answered {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: an answer is looked at as a program without types would
  body: any
}

export interface Program {
  token: string
  pageId: string
  /** A request to what follows `/api/v1/pages/ID`, or to a whole path; a body goes as JSON unless it is text. */
  ask: (
    method: string,
    path: string,
    options?: { body?: unknown; now?: number; headers?: Record<string, string> },
  ) => Promise<Answered>
}

/** A program with a token of its own that talks to the manage API of this database, at times of its choosing. */
export async function aProgram(db: Db, now: number, role = 'admin', name = 'Monitor'): Promise<Program> {
  const owner = await aMember(db)
  const token = await makeToken(db, { name, role }, owner, now)
  const pageId = (await findPage(db))?.public_id ?? ''
  return {
    token,
    pageId,
    ask: async (method, path, { body, now: at = now, headers = {} } = {}) => {
      const whole = path.startsWith('//') ? path.slice(1) : `/pages/${pageId}${path}`
      const [bare = ''] = whole.split('?')
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const request = new Request(`http://candor.test/api/v1${whole}`, {
        method,
        headers: {
          authorization: `OAuth ${token}`,
          ...(typeof body === 'string' ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(text === undefined ? {} : { body: text }),
      })
      const answer = await answerApi(request, bare, { db, readDb: db, now: at })
      const heard = await answer.text()
      return { status: answer.status, headers: answer.headers, body: heard ? JSON.parse(heard) : undefined }
    },
  }
}
