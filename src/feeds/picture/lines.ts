/** A text in lines no wider than `most`; what does not fit into `count` of them is cut, with an ellipsis. */
export function linesOf(
  text: string,
  most: number,
  count: number,
  widthOf: (text: string) => number,
): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((one) => parted(one, most, widthOf))) {
    const longer = line ? `${line} ${word}` : word
    if (!line || widthOf(longer) <= most) line = longer
    else {
      lines.push(line)
      line = word
    }
  }
  if (line) lines.push(line)
  if (lines.length <= count) return lines
  let last = lines[count - 1] ?? ''
  while (last && widthOf(`${last}…`) > most) last = [...last].slice(0, -1).join('')
  return [...lines.slice(0, count - 1), `${last.replace(/[\s,;:.–—]+$/, '')}…`]
}

/** A word that is wider than a line in pieces that are not. */
function parted(word: string, most: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word) <= most) return [word]
  const pieces: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece && widthOf(piece + character) > most) {
      pieces.push(piece)
      piece = ''
    }
    piece += character
  }
  return piece ? [...pieces, piece] : pieces
}
