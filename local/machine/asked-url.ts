const HERE = 'http://localhost';

/** What a request asks for, which may be anything that HTTP takes, as `//` or `*`. */
export function askedUrl(url: string): URL {
  const whole = url.startsWith('/') ? HERE + url : url;
  return new URL(URL.canParse(whole, HERE) ? whole : '/', HERE);
}
