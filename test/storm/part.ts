import type { Engine } from '#test/support/databases.ts'
import type { Judgement } from './judge.ts'
import { attemptsCharged, ledgerOf, listGivenUp } from './ledger.ts'
import type { Stage } from './stage.ts'

/** What a part is asked for. */
export interface Orders {
  engine: Engine
  postgresUrl: string
  seed: number
  random: () => number
  kills: number
  recipients: number
  texts: number
  /** Copies of mails that one kill may bring about. */
  repeatsAKill: number
  /** Minutes of the drill's own clock to go on after everybody was told, in case somebody is told again. */
  linger: number
  say: (text: string) => void
}

/** What a part found. */
export interface Findings {
  told: number
  missed: number
  repeated: number
  repeatedTexts: number
  inverted: number
  unfairlySuppressed: number
  attemptsCharged: number
  kills?: number
  resumeMs?: number[]
  /** Sentences: each a promise that was broken, with the first cases. */
  broken: string[]
  /** What was not done, and why. */
  skipped?: string
  /** More figures of the part's own. */
  figures?: Record<string, number | string>
}

export const NOTHING: Findings = {
  told: 0,
  missed: 0,
  repeated: 0,
  repeatedTexts: 0,
  inverted: 0,
  unfairlySuppressed: 0,
  attemptsCharged: 0,
  broken: [],
}

export interface Rules {
  /** Copies of mails that this part may bring about. */
  repeatsAllowed: number
  /** Nothing in this part may cost anybody an attempt. */
  free?: boolean
}

/** What the sinks say of a stage, and whom the product has given up without cause. */
export async function findings(stage: Stage, { repeatsAllowed, free = false }: Rules): Promise<Findings> {
  const seen = await stage.verdict()
  const refused = await stage.refused()
  const unfair = [...(await listGivenUp(stage.db, stage.town))].filter(
    ([reader]) => !refused.has(reader) && !stage.left.has(reader),
  )
  const charged = free ? await attemptsCharged(stage.db) : 0
  const broken = [
    ...counted(seen.missed, 'missed'),
    ...counted(
      seen.repeated > repeatsAllowed ? seen.repeated : 0,
      `repeated mails (${repeatsAllowed} allowed)`,
    ),
    ...counted(seen.strangers, 'repeats under another Message-ID'),
    ...counted(seen.repeatedTexts, 'repeated texts'),
    ...counted(seen.inverted, 'older updates after a newer one'),
    ...counted(seen.intruded, 'told after they had left'),
    ...counted(seen.strays, 'messages to nobody or about nothing of ours'),
    ...counted(charged, 'attempts charged to recipients'),
    ...counted(unfair.length, 'suppressed or failed though their address never refused'),
  ]
  if (broken.length) broken.push(...(await account(stage, seen)))
  for (const [reader, why] of broken.length ? unfair.slice(0, 3) : [])
    broken.push(`  ${stage.town.addressOf(reader)} was given up: ${why}`)
  return {
    told: seen.told,
    missed: seen.missed,
    repeated: seen.repeated,
    repeatedTexts: seen.repeatedTexts,
    inverted: seen.inverted,
    unfairlySuppressed: unfair.length,
    attemptsCharged: charged,
    broken,
  }
}

function counted(number: number, what: string): string[] {
  return number ? [`${number} ${what}`] : []
}

/** The first cases: which reader, what the sinks saw, what the ledger says. */
async function account({ db, town }: Stage, { cases }: Judgement): Promise<string[]> {
  const lines: string[] = []
  for (const { what, reader, post, saw } of cases) {
    const ledger = reader < 0 ? '' : `; the ledger says: ${await ledgerOf(db, town, reader)}`
    const who = reader < 0 ? '' : `${town.addressOf(reader)}, post ${post}: `
    lines.push(`  ${what}: ${who}the sinks saw ${saw}${ledger}`)
  }
  return lines
}
