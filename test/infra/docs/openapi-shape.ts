// The allowed and required members of each object in an OpenAPI 3.1 document.

interface Shape {
  readonly may: string
  readonly must: string
  /** Members with objects of a kind; `{}` after the kind means a map. */
  readonly inner?: Readonly<Record<string, string>>
}

const shapes: Readonly<Record<string, Shape>> = {
  document: {
    must: 'openapi info paths',
    may: 'servers components security tags',
    inner: { info: 'info', paths: 'path{}', components: 'components', servers: 'server{}', tags: 'tag{}' },
  },
  info: {
    must: 'title version',
    may: 'summary description license contact',
    inner: { license: 'license', contact: 'contact' },
  },
  contact: { must: 'name', may: 'url email' },
  license: { must: 'name', may: 'identifier url' },
  server: { must: 'url', may: 'description' },
  tag: { must: 'name description x-displayName', may: '' },
  path: {
    must: '',
    may: 'get put post delete patch',
    inner: { get: 'operation', put: 'operation', post: 'operation', delete: 'operation', patch: 'operation' },
  },
  operation: {
    must: 'operationId tags summary description responses security parameters',
    may: 'requestBody',
    inner: { parameters: 'parameter{}', requestBody: 'body', responses: 'response{}' },
  },
  parameter: { must: 'name in required description schema', may: 'example', inner: { schema: 'schema' } },
  body: { must: 'content', may: 'required', inner: { content: 'media{}' } },
  response: { must: 'description', may: 'headers content', inner: { headers: 'header{}', content: 'media{}' } },
  media: { must: 'schema', may: 'example examples', inner: { schema: 'schema', examples: 'example{}' } },
  header: { must: 'description schema', may: 'required', inner: { schema: 'schema' } },
  example: { must: 'value', may: 'summary' },
  components: {
    must: 'schemas responses examples headers securitySchemes',
    may: '',
    inner: {
      ...{ schemas: 'schema{}', responses: 'response{}', examples: 'example{}', headers: 'header{}' },
      securitySchemes: 'scheme{}',
    },
  },
  scheme: { must: 'type scheme', may: 'bearerFormat description' },
  schema: {
    must: '',
    may: 'type format pattern enum const minimum maximum minLength maxLength minItems maxItems uniqueItems items properties required additionalProperties oneOf anyOf discriminator examples',
    inner: { items: 'schema', properties: 'schema{}', oneOf: 'schema{}', anyOf: 'schema{}' },
  },
}

/** @returns the errors with their positions */
export const shapeOf = (value: object, kind = 'document', at = '#'): string[] => {
  if ('$ref' in value) return Object.keys(value).length === 1 ? [] : [`${at} has members beside $ref`]
  if (kind.endsWith('{}'))
    return Object.entries(value).flatMap(([name, member]) => shapeOf(member, kind.slice(0, -2), `${at}/${name}`))
  const { must, may, inner = {} } = shapes[kind] as Shape
  const [required, allowed] = [must, may].map((names) => names.split(' ').filter(Boolean)) as [string[], string[]]
  const entries = Object.entries(value)
  return [
    ...required.filter((name) => !(name in value)).map((name) => `${at} has no ${name}`),
    ...entries
      .map(([name]) => name)
      .filter((name) => ![...required, ...allowed].includes(name))
      .map((name) => `${at} has ${name}`),
    ...entries.flatMap(([name, member]) => (inner[name] ? shapeOf(member, inner[name], `${at}/${name}`) : [])),
  ]
}
