/** How large a picture of ours is shown: half as large as it is drawn, for fine screens. Its name says how large that is. */
export function sizeOf(name: string): { width: number; height: number } {
  const [width = 0, height = 0] = (/-(\d+)x(\d+)\./.exec(name) ?? [])
    .slice(1)
    .map((side) => Math.ceil(Number(side) / 2))
  return { width, height }
}
