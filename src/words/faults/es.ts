import type { FaultWords } from './index.ts'

export const es: FaultWords = {
  said: {
    internal: 'Algo ha fallado por nuestra parte.',
    not_found: 'Aquí no hay nada.',
    too_large: 'Es demasiado largo para admitirlo.',
    too_many: 'Ahora mismo hay demasiadas personas a la escucha.',
    method: 'Este método no se usa aquí.',
    address: 'Esta dirección no está bien formada.',
    cross_site: 'Esto no se envió desde nuestra propia página, así que no se ha hecho nada.',
    type: 'Esta dirección espera un formulario.',
    unavailable: 'Esta página no se puede mostrar en este momento. Inténtelo de nuevo dentro de un minuto.',
    not_written:
      'Ahora mismo no podemos anotarlo. No se ha hecho nada. Envíelo de nuevo dentro de un minuto.',
  },
  mention: 'Si nos escribe sobre esto, mencione {}.',
  toThePage: 'Ir a la página',
  keep: 'No se ha hecho nada. Esto es lo que escribió; guárdelo y envíelo de nuevo:',
  shorten: 'No se ha hecho nada. Esto es lo que escribió; cópielo y acórtelo:',
  wrong: 'Algo ha fallado por nuestra parte.',
  kept: 'Esta página no se ha podido mostrar. Lo publicado se conserva. Inténtelo de nuevo dentro de un minuto.',
}
