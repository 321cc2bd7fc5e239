import { plural } from '../plural.ts'
import type { MailWords } from './index.ts'

export const es: MailWords = {
  hello: (name) => (name ? `Hola, ${name}:` : 'Hola:'),
  onlyIn: {
    en: 'Solo en inglés',
    de: 'Solo en alemán',
    fr: 'Solo en francés',
    es: 'Solo en español',
    pt: 'Solo en portugués',
    ja: 'Solo en japonés',
    ar: 'Solo en árabe',
  },
  forYou: (reader, page) => `${reader} en su zona (${page})`,
  lead: {
    investigating: 'Algo no funciona como debería. Estamos buscando la causa.',
    again: 'El problema ha vuelto. Estamos buscando la causa.',
    identified: 'Ya conocemos la causa.',
    monitoring: 'La situación ha mejorado. Comprobamos que siga así.',
    resolved: (lasted) => (lasted ? `Ya ha pasado. Duró ${lasted}.` : 'Ya ha pasado.'),
    postmortem: 'Esto es lo que ocurrió, por qué y qué hemos aprendido.',
    scheduled: (span) => `Para que pueda organizarse: ${span}.`,
    moved: (was, now) => `La fecha ha cambiado. Antes: ${was}. Ahora: ${now}.`,
    reminder: (ahead, when) => `Un recordatorio: empieza ${ahead}, ${when}.`,
    inProgress: (until) => (until ? `Ha empezado y está previsto que dure hasta: ${until}.` : 'Ha empezado.'),
    verifying: 'El trabajo está hecho. Comprobamos que todo esté bien.',
    completed: 'Ya ha terminado.',
    cancelled: 'No tendrá lugar.',
    planned: 'Estamos preparando algo nuevo, y usted es de los primeros en saberlo.',
    earlyAccess: 'Puede probarlo antes que los demás.',
    released: 'Hay algo nuevo para usted.',
    withdrawn: 'Lo hemos retirado.',
  },
  detail: {
    after: (length) => `duración: ${length}`,
    since: (when) => `desde: ${when}`,
    until: (when) => `hasta: ${when}`,
    begins: (ahead) => `Empieza ${ahead}`,
    moved: 'Nueva fecha',
    off: 'no tendrá lugar',
  },
  facts: {
    affected: 'Afecta a',
    about: 'Se refiere a',
    impact: 'Gravedad',
    began: 'Comienzo',
    resolved: 'Resolución',
    from: 'Desde',
    until: 'Hasta',
    formerly: 'Antes',
    stillWorks: 'Lo que sigue funcionando',
    nextUpdateBy: 'Próximo mensaje antes de',
  },
  button: {
    incident: 'Seguirlo en la página',
    closure: 'Verlo en la página',
    release: 'Leerlo en la página',
    digest: 'Verlo todo en la página',
  },
  earlier: 'Anteriormente',
  olderOnPage: 'Los mensajes anteriores están en la página',
  wholeText: (url) => `El texto completo está aquí: ${url}`,
  why: {
    kind: {
      incident: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} noticias de incidencias.`,
      closure: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} noticias de cierres.`,
      release: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} noticias de novedades.`,
    },
    parts: {
      incident: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} noticias de incidencias en lo que eligió.`,
      closure: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} noticias de cierres en lo que eligió.`,
      release: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} noticias de novedades en lo que eligió.`,
    },
    post: (address, page) =>
      `Recibe este mensaje porque ${address} pidió a ${page} seguir este aviso en concreto.`,
    digest: {
      daily: (address, page) => `Recibe este mensaje porque ${address} pidió a ${page} un mensaje al día.`,
      weekly: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} un mensaje a la semana.`,
      pause: (address, page) =>
        `Recibe este mensaje porque ${address} pidió a ${page} una pausa, y ya ha terminado.`,
    },
  },
  contact: (reply, ways) =>
    reply
      ? `¿Preguntas? Responda a este mensaje o contáctenos: ${ways}. Lo lee una persona.`
      : `¿Preguntas? Contáctenos: ${ways}. Lo lee una persona.`,
  links: {
    change: 'Cambiar lo que recibe',
    stop: 'No recibir más mensajes',
    online: 'Ver en línea',
  },
  digest: {
    title: (count, since) => `${plural('es', count, { one: 'Un aviso', other: '# avisos' })} ${since}`,
    sinceYesterday: 'desde ayer',
    sinceDay: (weekday) => `desde el ${weekday}`,
    sinceDate: (date) => `desde el ${date}`,
    lead: {
      daily: 'Esto es lo que ha ocurrido en el último día.',
      weekly: 'Esto es lo que ha ocurrido en la última semana.',
      pause: 'Esto es lo que ha ocurrido durante su pausa.',
    },
  },
}
