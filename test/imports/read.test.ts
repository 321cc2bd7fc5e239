import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { readAnswer } from '#src/imports/statuspage/read.ts'
import { fixture, json } from './files.ts'

// biome-ignore lint/suspicious/noExplicitAny: tests bend JSON into every shape
type Bend = (value: any) => void

function fault(text: string): string {
  try {
    readAnswer('saved.json', text)
  } catch (error) {
    return (error as Error).message
  }
  return 'no fault'
}

function bent(name: string, bend: Bend): string {
  const value = json(name)
  bend(value)
  return fault(JSON.stringify(value))
}

const incidents = (bend: Bend) => bent('incidents.json', bend)
const maintenances = (bend: Bend) => bent('scheduled-maintenances.json', bend)

test('tells the answers apart by what is in them', () => {
  const lists = (name: string) => {
    const { page: _, ...rest } = readAnswer(name, readFileSync(fixture(name), 'utf8'))
    return Object.keys(rest).sort()
  }
  expect(lists('incidents.json')).toEqual(['incidents'])
  expect(lists('scheduled-maintenances.json')).toEqual(['scheduled_maintenances'])
  expect(lists('components.json')).toEqual(['components'])
  expect(lists('summary.json')).toEqual(['components', 'incidents', 'scheduled_maintenances'])
})

test('names the file when it is no JSON, no answer, or cut off', () => {
  const whole = readFileSync(fixture('incidents.json'), 'utf8')
  expect(fault('')).toBe('saved.json: is empty')
  expect(fault('<!doctype html><p>Not found</p>')).toBe('saved.json: is not JSON, it looks like a web page')
  expect(fault('{"page": nonsense}')).toMatch(/^saved\.json: is not JSON: /)
  for (const length of [9, 20, 400, 3000, whole.length - 2])
    expect(fault(whole.slice(0, length)), `${length} characters`).toMatch(
      /^saved\.json: is cut off after line \d+$/,
    )
  expect(fault('[1, 2]')).toBe('saved.json: should be an object, but is a list')
  expect(fault('null')).toBe('saved.json: should be an object, but is null')
  expect(fault('{"page": {}, "status": {}}')).toMatch(/^saved\.json: has none of incidents, /)
  expect(fault(`\uFEFF${whole}`)).toBe('no fault')
})

test('names the place and what is wrong there', () => {
  expect(
    incidents((all) => {
      all.incidents[2].incident_updates[0].status = 'exploded'
    }),
  ).toBe('saved.json: incidents[2].incident_updates[0].status: "exploded" is not a known state')
  expect(
    incidents((all) => {
      all.incidents[0].incident_updates[1].body = 7
    }),
  ).toBe('saved.json: incidents[0].incident_updates[1].body: should be text, but is a number')
  expect(
    incidents((all) => {
      all.incidents[1].impact = 'huge'
    }),
  ).toBe('saved.json: incidents[1].impact: "huge" is not a known impact')
  expect(
    incidents((all) => {
      all.incidents[0].components[0].status = null
    }),
  ).toBe('saved.json: incidents[0].components[0].status: null is not a known component status')
  expect(
    incidents((all) => {
      all.incidents[0].created_at = 'yesterday'
    }),
  ).toBe('saved.json: incidents[0].created_at: "yesterday" is not a date')
  expect(
    incidents((all) => {
      all.incidents[3].created_at = '2026-13-45T00:00:00Z'
    }),
  ).toBe('saved.json: incidents[3].created_at: "2026-13-45T00:00:00Z" is not a date')
  expect(
    incidents((all) => {
      delete all.incidents[1].name
    }),
  ).toBe('saved.json: incidents[1].name: is missing')
  expect(
    incidents((all) => {
      all.incidents = {}
    }),
  ).toBe('saved.json: incidents: should be a list, but is an object')
  expect(
    incidents((all) => {
      delete all.page
    }),
  ).toBe('saved.json: page: is missing')
  expect(
    incidents((all) => {
      all.page.time_zone = 'Atlantis/Deep'
    }),
  ).toBe('saved.json: page.time_zone: "Atlantis/Deep" is not a known time zone')
})

test('refuses states of the other kind and windows that end before they begin', () => {
  expect(
    maintenances((all) => {
      all.scheduled_maintenances[0].status = 'investigating'
    }),
  ).toBe('saved.json: scheduled_maintenances[0].status: "investigating" is not a known state')
  expect(
    maintenances((all) => {
      all.scheduled_maintenances[1].scheduled_until = '2020-01-01T00:00:00Z'
    }),
  ).toBe('saved.json: scheduled_maintenances[1].scheduled_until: lies before scheduled_for')
  expect(
    maintenances((all) => {
      delete all.scheduled_maintenances[2].scheduled_for
    }),
  ).toBe('saved.json: scheduled_maintenances[2].scheduled_for: is missing')
})
