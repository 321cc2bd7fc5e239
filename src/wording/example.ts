import type { NoticeUpdate, PostContent } from '#src/channels/channel.ts'
import { KINDS, type Kind, type State } from '#src/posts/kinds.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import { EXAMPLES } from './example-texts.ts'
import type { Speaker } from './judge.ts'
import type { Moment } from './values.ts'

const HOUR = 3_600_000

/** A post that is not, for staff to see their words around: told at this moment of its life, in this language. */
export function examplePost(
  about: { kind: Kind; language: Language; moment: Moment; id?: string; test?: boolean },
  sender: Speaker & { timeZone: string },
  now: number,
): PostContent {
  const { kind, language, moment, id = 'example' } = about
  const words = labelsIn(language)
  const [title, text] = EXAMPLES[language][kind]
  const state = stateAt(kind, moment)
  const said = (state: State, at: number): NoticeUpdate => ({
    state,
    stateLabel: words.state[state],
    html: `<p>${text}</p>`,
    text,
    authorName: 'Ana Reis',
    at,
    language,
  })
  const window = kind === 'closure' ? { from: now + 24 * HOUR, to: now + 27 * HOUR } : null
  const isNew = moment === 'new' || moment === 'reminder'
  return {
    about: 'post',
    occasion: moment === 'reminder' ? 'reminder' : 'update',
    post: {
      id,
      kind,
      kindLabel: words.kind[kind],
      title: about.test ? `${TEST[language]} ${title}` : title,
      state,
      stateLabel: words.state[state],
      impact: kind === 'incident' ? 'minor' : null,
      url: about.test ? `${sender.publicUrl}/` : `${sender.publicUrl}/${KINDS[kind].path}/abcdefghijkl`,
      startedAt: kind === 'incident' ? now - HOUR : null,
      resolvedAt: kind === 'incident' && !isNew && moment !== 'update' ? now : null,
      nextUpdateBy: kind === 'incident' && (isNew || moment === 'update') ? now + HOUR : null,
      startsAt: window?.from ?? null,
      endsAt: window?.to ?? null,
      timeZone: window && sender.timeZone,
      movedFrom: null,
      stillWorks: null,
      labels: kind === 'release' ? ['improved'] : [],
      language,
    },
    components: [],
    updates: isNew
      ? [said(state, now)]
      : [said(state, now), said(KINDS[kind].first[0] ?? state, now - HOUR / 2)],
    calendar: null,
  }
}

function stateAt(kind: Kind, moment: Moment): State {
  const [first = 'released'] = KINDS[kind].first
  if (moment === 'over') return KINDS[kind].ends[0] ?? first
  if (moment === 'postmortem' && kind === 'incident') return 'postmortem'
  return moment === 'update' ? (KINDS[kind].next[first]?.[1] ?? first) : first
}

/** What stands before the title of a test, and so in its subject. */
const TEST: Record<Language, string> = {
  en: 'Test:',
  de: 'Test:',
  fr: 'Essai :',
  es: 'Prueba:',
  pt: 'Teste:',
  ja: '【テスト】',
  ar: 'رسالة تجريبية:',
}
