import { IMPACTS, KINDS, type Kind, type State } from '#src/posts/kinds.ts'
import { labelsIn } from '#src/words/labels/index.ts'
import type { Language } from '#src/words/language.ts'
import type { Speaker } from './judge.ts'
import { MOMENTS, MOST, type Values, type Variable } from './values.ts'

/** What a template is tried on before it is kept: every state and moment, with a name and without, short, long and hostile. */
export function samplesFor(kind: Kind, language: Language, sender: Speaker): Values[] {
  const words = labelsIn(language)
  const states = Object.keys(KINDS[kind].next) as State[]
  const profiles = [plain(kind, sender), ...(Object.values(SCRIPTS) as Partial<Values>[]), LONGEST]
  return profiles.flatMap((profile) =>
    states.flatMap((state) =>
      MOMENTS.flatMap((moment) =>
        [profile.name ?? 'Ana Reis', null].map((name) => ({
          ...plain(kind, sender),
          kind: words.kind[kind],
          impact: kind === 'incident' ? words.impact[IMPACTS[state.length % 4] ?? 'none'] : null,
          ...profile,
          state: words.state[state],
          moment,
          name,
        })),
      ),
    ),
  )
}

/** A usual post of this kind on this page. */
export function plain(kind: Kind, sender: Speaker): Values {
  const closure = kind === 'closure'
  return {
    name: 'Ana Reis',
    page: sender.pageName,
    kind: '',
    title: TITLES[kind],
    state: '',
    moment: 'new',
    impact: null,
    components: 'Mail, Web shop',
    author: 'Ana Reis',
    next: kind === 'incident' ? 'Sun 22 Nov, 15:05 CET' : null,
    starts: closure ? 'Sun 22 Nov, 15:05 CET' : null,
    ends: closure ? 'Sun 22 Nov, 18:00 CET' : null,
    url: `${sender.publicUrl}/${KINDS[kind].path}/abcdefghijkl`,
    news: 'We are looking into it.',
  }
}

const TITLES: Record<Kind, string> = {
  incident: 'Email arrives late',
  closure: 'The web shop is being moved',
  release: 'Search finds more',
}

const NOTHING = {
  impact: null,
  components: null,
  author: null,
  next: null,
  starts: null,
  ends: null,
  news: null,
}

const SCRIPTS = {
  short: { ...NOTHING, title: 'x', name: 'x' },
  arabic: { title: 'تأخر وصول البريد', name: 'مريم', components: 'البريد', news: 'نعمل على حل المشكلة.' },
  japanese: { title: 'メールの遅延', name: '田中', components: 'メール', news: '調査しています。' },
  hostile: {
    title: '</p><script>alert(1)</script>{{ name }}{% if',
    name: '"Ana" <b>&amp;{{ x }}',
    news: '%}}}',
  },
}

const LONGEST = Object.fromEntries(
  (Object.keys(MOST) as Variable[])
    .filter((one) => !['kind', 'state', 'moment', 'impact', 'url'].includes(one))
    .map((one) => [one, 'x'.repeat(MOST[one])]),
) as Partial<Values>
