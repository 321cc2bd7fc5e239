import type { Piece } from '#src/posts/found.ts'
import type { Post } from '#src/posts/post.ts'

/** A post that was found, with what was searched for marked. */
export interface Hit {
  post: Post
  title: Piece[]
  text: Piece[]
}

/** One page of what a search found, newest first. */
export interface Search {
  typed: string
  /** There is a word in it to look for. */
  askable: boolean
  /** The words are too common to be looked for in reasonable time. */
  givenUp: boolean
  /** This is not its first page. */
  further: boolean
  hits: Hit[]
  /** Where the next page goes on. */
  next: number | undefined
}
