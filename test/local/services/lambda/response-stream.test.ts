import { FunctionSandbox } from './function-sandbox';

const sandbox = new FunctionSandbox();
afterAll(() => sandbox.remove());

const HEAD = 'const head = stream => awslambda.HttpResponseStream.from(stream, { statusCode: 201 });';

function streaming(body: string, runtime = 'nodejs24.x') {
  return sandbox.function(`${HEAD} exports.handler = awslambda.streamifyResponse(async (event, stream, context) => { ${body} });`, { runtime });
}

async function partsOf(fn: ReturnType<typeof streaming>, event: unknown = {}) {
  const parts: string[] = [];
  const result = await fn.invoke(event, { takePart: part => parts.push(part.toString()) });
  return { ...result, parts };
}

describe('a handler that streams', () => {
  test('sends its metadata, 8 zero bytes and what it writes, part by part', async () => {
    const { parts, payload } = await partsOf(streaming('stream = head(stream); stream.setContentType("text/plain"); stream.write("one "); stream.write(Buffer.from("ü")); stream.end("end")'));
    expect([parts, payload]).toEqual([['{"statusCode":201}\0\0\0\0\0\0\0\0', 'one ', 'ü', 'end'], '']);
  });

  test('may write nothing but metadata, or have a pipeline write', async () => {
    const empty = await partsOf(streaming('head(stream).end();'));
    const piped = await partsOf(streaming('await require("stream/promises").pipeline(require("stream").Readable.from(["a", "b"]), stream);'));
    expect([empty.parts, piped.parts]).toEqual([['{"statusCode":201}\0\0\0\0\0\0\0\0'], ['a', 'b']]);
  });

  test('answers with all of it whoever does not wait for parts', async () => {
    expect((await streaming('stream.write("{\\"id\\":"); stream.end(String(event) + "}");', 'nodejs20.x').invoke(7)).payload).toEqual({ id: 7 });
  });

  test('fails with what it throws, after what it has written, and goes on', async () => {
    const fn = streaming('stream.write("part"); if (event.fail) throw new RangeError("too far"); stream.end();');
    expect(await partsOf(fn, { fail: true })).toMatchObject({ parts: ['part'], error: { errorType: 'RangeError', errorMessage: 'too far' } });
    expect(await partsOf(fn)).toMatchObject({ parts: ['part'], coldStart: false });
  });

  test('fails if it never ends its stream', async () => {
    expect((await partsOf(streaming('stream.write("part");'))).error).toMatchObject({ errorType: 'Runtime.NodeJsExit' });
  });
});
