/** A word as it stands at the beginning of a line: some languages write months and nouns small elsewhere. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
