import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FunctionSandbox } from '../local/services/lambda/function-sandbox';

const sandbox = new FunctionSandbox();
const code = join(sandbox.directory, 'classes');

/** What a function brings of aws-lambda-java-core. */
const CORE = {
  'Context.java': 'public interface Context { String getAwsRequestId(); String getInvokedFunctionArn(); int getMemoryLimitInMB(); int getRemainingTimeInMillis(); LambdaLogger getLogger(); ClientContext getClientContext(); }',
  'ClientContext.java': 'public interface ClientContext { java.util.Map<String, String> getCustom(); }',
  'LambdaLogger.java': 'public interface LambdaLogger { void log(String message); }',
  'RequestHandler.java': 'public interface RequestHandler<I, O> { O handleRequest(I input, Context context); }',
  'RequestStreamHandler.java': 'public interface RequestStreamHandler { void handleRequest(java.io.InputStream in, java.io.OutputStream out, Context context) throws java.io.IOException; }',
};

const HANDLERS = {
  'Maps.java': `public class Maps implements RequestHandler<Map<String, Object>, Map<String, Object>> {
    private final List<Object> seen = new ArrayList<>();
    public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
      seen.add(event.get("name"));
      return Map.of("seen", seen, "ü", 1.5);
    }
  }`,
  'Streams.java': `public class Streams implements RequestStreamHandler {
    public void handleRequest(java.io.InputStream in, java.io.OutputStream out, Context context) throws java.io.IOException { in.transferTo(out); }
  }`,
  'Base.java': `public abstract class Base<I> implements RequestHandler<I, Object> {
    public Object handleRequest(I input, Context context) { return work(input); }
    protected abstract Object work(I input);
  }`,
  'Beans.java': `public class Beans extends Base<Beans.Order> {
    public enum Size { SMALL, LARGE }
    public static class Line {
      private int count;
      public int getCount() { return count; }
      public void setCount(int count) { this.count = count; }
    }
    public static class Order {
      private List<Line> lines; private Size size; private Map<String, Line> named; private boolean paid; private String detailType;
      public List<Line> getLines() { return lines; } public void setLines(List<Line> lines) { this.lines = lines; }
      public Size getSize() { return size; } public void setSize(Size size) { this.size = size; }
      public Map<String, Line> getNamed() { return named; } public void setNamed(Map<String, Line> named) { this.named = named; }
      public boolean isPaid() { return paid; } public void setPaid(boolean paid) { this.paid = paid; }
      public String getDetailType() { return detailType; } public void setDetailType(String detailType) { this.detailType = detailType; }
    }
    protected Object work(Order order) { order.getLines().get(0).setCount(order.getLines().get(0).getCount() + 1); return order; }
  }`,
  'Plain.java': `public class Plain {
    public String greet(String name) { return "never"; }
    public String greet(String name, Context context) { return "hello " + name; }
    public Map<String, Object> context(Object event, Context context) {
      context.getLogger().log("logged");
      System.out.print("printed");
      return Map.of("id", context.getAwsRequestId(), "arn", context.getInvokedFunctionArn(), "memory", context.getMemoryLimitInMB(), "left", context.getRemainingTimeInMillis(),
        "custom", context.getClientContext().getCustom(), "lib", lib.Helper.NAME, "heap", Runtime.getRuntime().maxMemory() >> 20);
    }
    public void fail(int code) {
      if (code == 1) System.exit(7);
      if (code == 2) System.out.println(new byte[1 << 30].length);
      throw new IllegalStateException("no " + code, new RuntimeException("why"));
    }
  }`,
};

function write(directory: string, files: Record<string, string>): string[] {
  return Object.entries(files).map(([name, content]) => {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  });
}

beforeAll(() => {
  const source = join(sandbox.directory, 'java');
  const inPackage = (name: string, head: string, files: Record<string, string>) =>
    Object.fromEntries(Object.entries(files).map(([file, text]) => [`${name}/${file}`, `package ${name};\n${head}\n${text}`]));
  const files = write(source, {
    ...inPackage('com.amazonaws.services.lambda.runtime', '', CORE),
    ...inPackage('example', 'import com.amazonaws.services.lambda.runtime.*; import java.util.*;', HANDLERS),
    'lib/Helper.java': 'package lib; public class Helper { public static final String NAME = String.valueOf("in a jar"); }',
  });
  execFileSync('javac', ['-d', code, ...files]);
  execFileSync('jar', ['cf', join(code, 'lib', 'helper.jar'), '-C', code, 'lib/Helper.class']);
}, 60_000);
afterEach(() => { sandbox.lines.length = 0; });
afterAll(() => sandbox.remove());

function java(handler: string, overrides: object = {}) {
  return sandbox.function({}, { runtime: 'java21', memoryMb: 512, codeDirectory: code, handler: `example.${handler}`, ...overrides });
}

describe('a handler in Java', () => {
  test('is a class that takes and gives maps; its fields stay', async () => {
    const fn = java('Maps');
    await fn.invoke({ name: 'Ada' });
    expect(await fn.invoke({ name: 'Bób "\n' })).toMatchObject({ payload: { seen: ['Ada', 'Bób "\n'], ü: 1.5 }, coldStart: false });
  });

  test('is a class that takes and gives streams', async () => {
    const event = { a: [1, 1.5, true, null, 'x', 12345678901] };
    expect((await java('Streams').invoke(event)).payload).toEqual(event);
  });

  test('is a class of beans, by its setters and getters, as what it extends says', async () => {
    const event = { 'lines': [{ count: 1 }], 'Size': 'LARGE', 'named': { a: { count: 7 } }, 'paid': true, 'detail-type': 'order', 'unknown': 1 };
    expect((await java('Beans').invoke(event)).payload).toEqual({ lines: [{ count: 2 }], size: 'LARGE', named: { a: { count: 7 } }, paid: true, detailType: 'order' });
  });

  test('is a method of any class, the one with a context first', async () => {
    expect((await java('Plain::greet').invoke('Ada')).payload).toBe('hello Ada');
  });

  test('has Lambda\'s context, its log, what is in lib, and most of its memory as its heap', async () => {
    const { payload, requestId } = await java('Plain::context', { timeoutSeconds: 7 }).invoke({}, { qualifier: 'live', clientContext: '{"custom":{"a":"b"}}' });
    expect(payload).toEqual({
      id: requestId, arn: 'arn:aws:lambda:eu-west-1:123456789012:function:hello:live', memory: 512, left: expect.any(Number), custom: { a: 'b' }, lib: 'in a jar', heap: expect.any(Number),
    });
    const { left, heap } = payload as { left: number; heap: number };
    expect([left > 0, left <= 7000, heap > 380, heap < 440]).toEqual([true, true, true, true]);
    expect(sandbox.lines).toEqual(['logged', 'printed']);
  });

  test('that throws fails in Lambda\'s words, and goes on', async () => {
    const fn = java('Plain::fail');
    const { error } = await fn.invoke(3);
    expect(error).toEqual({
      errorMessage: 'no 3',
      errorType: 'java.lang.IllegalStateException',
      stackTrace: ['example.Plain.fail(Plain.java:15)'],
      cause: { errorMessage: 'why', errorType: 'java.lang.RuntimeException', stackTrace: ['example.Plain.fail(Plain.java:15)'] },
    });
    expect(sandbox.lines.slice(0, 3)).toEqual(['no 3: java.lang.IllegalStateException', 'java.lang.IllegalStateException: no 3', '\tat example.Plain.fail(Plain.java:15)']);
    expect(await fn.invoke('x')).toMatchObject({ error: { errorMessage: 'An error occurred during JSON parsing', errorType: 'java.lang.RuntimeException' }, coldStart: false });
  });

  test('that ends, or has no memory left, fails its invocation, and is started anew', async () => {
    const fn = java('Plain::fail');
    const exit = await fn.invoke(1);
    expect(exit.error).toEqual({ errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${exit.requestId} Error: Runtime exited with error: exit status 7` });
    expect(await fn.invoke(2)).toMatchObject({ error: { errorMessage: 'Java heap space', errorType: 'java.lang.OutOfMemoryError' }, coldStart: true });
    expect((await fn.invoke(2)).coldStart).toBe(true);
  });

  test.each([
    ['absent.Handler', 'java.lang.ClassNotFoundException: Class not found: example.absent.Handler'],
    ['Plain', 'java.lang.RuntimeException: Class does not implement an appropriate handler interface: example.Plain'],
    ['Plain::absent', 'java.lang.RuntimeException: No public method named absent with appropriate method signature found on class example.Plain'],
  ])('%s, which there is not, is told when it is loaded', async (handler, why) => {
    expect(await java(handler).load()).toBe(why);
  });
});
