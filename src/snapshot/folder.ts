import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { type Store, StoreFault } from './store.ts'

/** Files are written here and moved to their place whole. It lies in the folder, because only so is moving one step. */
const WRITING = '.writing'
const MARK = 'snapshot.json'

/** A folder as the place of a copy. Throws a {@link StoreFault} when it holds something else: we take away what is not ours. */
export async function folderStore(folder: string): Promise<Store> {
  await mkdir(folder, { recursive: true })
  const held = await readdir(folder)
  const foreign = held.some((name) => name !== WRITING) && !held.includes(MARK)
  if (foreign && !held.includes(WRITING))
    throw new StoreFault(`SNAPSHOT_DIR holds files that are not a copy of ours: choose an empty folder.`)
  await mkdir(join(folder, WRITING), { recursive: true })
  let count = 0
  return {
    async put(name, body) {
      count += 1
      const half = join(folder, WRITING, `${process.pid}-${count}`)
      const place = join(folder, name)
      await mkdir(dirname(place), { recursive: true })
      try {
        await writeFile(half, body)
        await rename(half, place)
      } catch (error) {
        await rm(half, { force: true })
        throw error
      }
    },
    async remove(name) {
      await rm(join(folder, name), { force: true })
    },
    async list() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true })
      const files = entries.filter((entry) => entry.isFile())
      const names = files.map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      return names.map((name) => name.split(sep).join('/')).filter((name) => !name.startsWith(`${WRITING}/`))
    },
    async read(name) {
      try {
        return await readFile(join(folder, name))
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
        throw error
      }
    },
  }
}
