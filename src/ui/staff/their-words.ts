/** What a relay or carrier answered, with its code in front unless the answer says it already; empty when it said nothing. */
export function theirWords({ code, answer }: { code: string | null; answer: string | null }): string {
  if (code && answer?.includes(code)) return answer
  return [code, answer].filter(Boolean).join(': ')
}
