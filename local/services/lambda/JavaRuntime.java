import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.*;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.*;

/**
 * Lambda's Java runtime, as the local Regions need it: a client of the Lambda Runtime API.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/java-handler.html
 */
final class JavaRuntime {
    static final String CORE = "com.amazonaws.services.lambda.runtime.";
    static final PrintStream OUT = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

    /** What a function does with an event. */
    interface Work {
        byte[] on(byte[] event, Invocation invocation) throws Throwable;
    }

    public static void main(String[] args) throws Exception {
        System.setOut(OUT);
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        Thread.currentThread().setContextClassLoader(ClassLoader.getSystemClassLoader());
        Work work = null;
        try {
            work = load(System.getenv("_HANDLER"));
        } catch (Throwable thrown) {
            ask("POST", "init/error", described(thrown));
            System.exit(1);
        }
        while (true) {
            Answer next = ask("GET", "invocation/next", null);
            Invocation invocation = new Invocation(next.headers);
            System.setProperty("com.amazonaws.xray.traceHeader", String.valueOf(invocation.header("Trace-Id")));
            String path = "invocation/" + invocation.id() + "/";
            byte[] result;
            try {
                result = work.on(next.body, invocation);
            } catch (Throwable thrown) {
                boolean isEnd = thrown instanceof VirtualMachineError;
                ask("POST", isEnd ? "init/error" : path + "error", described(thrown)); // after which no other invocation comes
                if (isEnd) System.exit(1);
                continue;
            }
            ask("POST", path + "response", result);
        }
    }

    // The handler

    static Work load(String handler) throws Throwable {
        String[] parts = handler.split("::");
        if (parts.length > 2 || parts[0].isEmpty()) throw new Fault("Invalid handler: `" + handler + "'", "java.lang.RuntimeException");
        Class<?> type;
        try {
            type = Class.forName(parts[0], true, ClassLoader.getSystemClassLoader());
        } catch (ClassNotFoundException missing) {
            throw new Fault("Class not found: " + parts[0], missing.getClass().getName());
        } catch (LinkageError broken) {
            Throwable why = broken instanceof ExceptionInInitializerError && broken.getCause() != null ? broken.getCause() : broken;
            throw new Fault("Error loading class " + parts[0] + (why.getMessage() == null ? "" : ": " + why.getMessage()), why.getClass().getName());
        }
        Method method = parts.length == 2 ? handlerMethod(type, parts[1]) : interfaceMethod(type);
        method.setAccessible(true);
        Object target = Modifier.isStatic(method.getModifiers()) ? null : instance(type);
        Map<TypeVariable<?>, Type> bound = bindings(type);
        Type[] parameters = method.getGenericParameterTypes();
        return (event, invocation) -> {
            ByteArrayOutputStream output = new ByteArrayOutputStream();
            boolean isStream = false;
            Object[] arguments = new Object[parameters.length];
            for (int i = 0; i < parameters.length; i++) {
                if (parameters[i] == OutputStream.class) arguments[i] = output;
                else if (parameters[i] == InputStream.class) arguments[i] = new ByteArrayInputStream(event);
                else if (isContext(parameters[i])) arguments[i] = invocation.context((Class<?>) parameters[i]);
                else arguments[i] = read(event, resolved(parameters[i], bound));
                isStream |= parameters[i] == OutputStream.class;
            }
            Object result;
            try {
                result = method.invoke(target, arguments);
            } catch (InvocationTargetException failed) {
                throw failed.getCause();
            }
            return isStream ? output.toByteArray() : Json.text(result).getBytes(StandardCharsets.UTF_8);
        };
    }

    /** Of several, one with more parameters, or with the context as its last, comes first. */
    static Method handlerMethod(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
            .filter(method -> method.getName().equals(name) && !method.isBridge() && isSignature(method.getParameterTypes()))
            .max(Comparator.comparingInt(method -> {
                Class<?>[] parameters = method.getParameterTypes();
                return 2 * parameters.length + (parameters.length > 0 && isContext(parameters[parameters.length - 1]) ? 1 : 0);
            }))
            .orElseThrow(() -> new Fault("No public method named " + name + " with appropriate method signature found on class " + type.getName(), "java.lang.RuntimeException"));
    }

    static boolean isSignature(Class<?>[] parameters) {
        int count = parameters.length - (parameters.length > 0 && isContext(parameters[parameters.length - 1]) ? 1 : 0);
        return count < 2 || (count == 2 && parameters[0] == InputStream.class && parameters[1] == OutputStream.class);
    }

    static Method interfaceMethod(Class<?> type) {
        for (Class<?> ancestor = type; ancestor != null; ancestor = ancestor.getSuperclass()) {
            for (String name : new String[] { "RequestStreamHandler", "RequestHandler" }) {
                if (implementsCore(ancestor, name)) return handlerMethod(type, "handleRequest");
            }
        }
        throw new Fault("Class does not implement an appropriate handler interface: " + type.getName(), "java.lang.RuntimeException");
    }

    static boolean implementsCore(Class<?> type, String name) {
        return Arrays.stream(type.getInterfaces()).anyMatch(found -> found.getName().equals(CORE + name) || implementsCore(found, name));
    }

    static boolean isContext(Type type) {
        return type.getTypeName().equals(CORE + "Context");
    }

    static Object instance(Class<?> type) throws Throwable {
        try {
            return type.getConstructor().newInstance();
        } catch (NoSuchMethodException missing) {
            throw new Fault("Class " + type.getName() + " has no public zero-argument constructor", "java.lang.RuntimeException");
        } catch (InstantiationException none) {
            throw new Fault("Class " + type.getName() + " is abstract", "java.lang.RuntimeException");
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }

    static Object read(byte[] event, Type type) {
        try {
            return Json.bound(Json.parse(new String(event, StandardCharsets.UTF_8)), type);
        } catch (ReflectiveOperationException | RuntimeException cause) {
            throw new RuntimeException("An error occurred during JSON parsing", cause);
        }
    }

    /** What the type variables of a class and of all that it extends stand for. */
    static Map<TypeVariable<?>, Type> bindings(Type type) {
        Map<TypeVariable<?>, Type> found = new HashMap<>();
        collect(type, found);
        return found;
    }

    static void collect(Type type, Map<TypeVariable<?>, Type> found) {
        if (type instanceof ParameterizedType) {
            TypeVariable<?>[] variables = raw(type).getTypeParameters();
            for (int i = 0; i < variables.length; i++) found.put(variables[i], resolved(((ParameterizedType) type).getActualTypeArguments()[i], found));
        }
        Class<?> of = raw(type);
        if (of.getGenericSuperclass() != null) collect(of.getGenericSuperclass(), found);
        for (Type implemented : of.getGenericInterfaces()) collect(implemented, found);
    }

    static Type resolved(Type type, Map<TypeVariable<?>, Type> bound) {
        return type instanceof TypeVariable ? bound.getOrDefault(type, ((TypeVariable<?>) type).getBounds()[0]) : type;
    }

    static Class<?> raw(Type type) {
        if (type instanceof Class) return (Class<?>) type;
        if (type instanceof ParameterizedType) return (Class<?>) ((ParameterizedType) type).getRawType();
        if (type instanceof WildcardType) return raw(((WildcardType) type).getUpperBounds()[0]);
        if (type instanceof GenericArrayType) return Array.newInstance(raw(((GenericArrayType) type).getGenericComponentType()), 0).getClass();
        return Object.class;
    }

    // The Runtime API

    static final class Answer {
        final Map<String, List<String>> headers;
        final byte[] body;

        Answer(Map<String, List<String>> headers, byte[] body) {
            this.headers = headers;
            this.body = body;
        }
    }

    static Answer ask(String method, String path, byte[] body) {
        System.out.flush();
        System.err.flush();
        try {
            URL url = new URL("http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/" + path);
            HttpURLConnection connection = (HttpURLConnection) url.openConnection();
            connection.setRequestMethod(method);
            if (body != null) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(body.length);
                connection.getOutputStream().write(body);
            }
            try (InputStream answer = connection.getResponseCode() < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return new Answer(connection.getHeaderFields(), answer.readAllBytes());
            }
        } catch (IOException ended) {
            Runtime.getRuntime().halt(1); // the Regions have ended
            throw new IllegalStateException(ended);
        }
    }

    /** What one invocation is told, and its context, whose interface the function brings. */
    static final class Invocation {
        private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

        Invocation(Map<String, List<String>> headers) {
            headers.forEach((name, values) -> { if (name != null) this.headers.put(name, values.get(0)); });
        }

        String header(String name) {
            return headers.get("Lambda-Runtime-" + name);
        }

        String id() {
            return header("Aws-Request-Id");
        }

        Object context(Class<?> type) {
            return answering(type, (method, arguments) -> {
                switch (method.getName()) {
                    case "getAwsRequestId": return id();
                    case "getFunctionName": return System.getenv("AWS_LAMBDA_FUNCTION_NAME");
                    case "getFunctionVersion": return System.getenv("AWS_LAMBDA_FUNCTION_VERSION");
                    case "getInvokedFunctionArn": return header("Invoked-Function-Arn");
                    case "getLogGroupName": return System.getenv("AWS_LAMBDA_LOG_GROUP_NAME");
                    case "getLogStreamName": return System.getenv("AWS_LAMBDA_LOG_STREAM_NAME");
                    case "getMemoryLimitInMB": return Integer.valueOf(System.getenv("AWS_LAMBDA_FUNCTION_MEMORY_SIZE"));
                    case "getRemainingTimeInMillis": return (int) Math.max(0, Long.parseLong(header("Deadline-Ms")) - System.currentTimeMillis());
                    case "getXrayTraceId": return header("Trace-Id");
                    case "getIdentity": return answering(method.getReturnType(), (of, none) -> null);
                    case "getLogger": return answering(method.getReturnType(), (of, told) -> {
                        if (of.getName().equals("log")) OUT.println(told[0] instanceof byte[] ? new String((byte[]) told[0], StandardCharsets.UTF_8) : told[0]);
                        return null;
                    });
                    case "getClientContext": return clientContext(method.getReturnType());
                    default: return null;
                }
            });
        }

        private Object clientContext(Class<?> type) {
            if (header("Client-Context") == null) return null;
            Map<?, ?> told = (Map<?, ?>) Json.parse(header("Client-Context"));
            Map<?, ?> client = (Map<?, ?>) told.get("client");
            return answering(type, (method, none) -> {
                switch (method.getName()) {
                    case "getCustom": return told.get("custom");
                    case "getEnvironment": return told.get("env");
                    case "getClient": return client == null ? null : answering(method.getReturnType(), (of, nothing) ->
                        client.get(of.getName().substring(3).replaceAll("([A-Z])", "_$1").substring(1).toLowerCase(Locale.ROOT)));
                    default: return null;
                }
            });
        }
    }

    interface Told {
        Object by(Method method, Object[] arguments);
    }

    static Object answering(Class<?> type, Told told) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, (proxy, method, arguments) -> {
            switch (method.getName()) {
                case "toString": return type.getName();
                case "hashCode": return System.identityHashCode(proxy);
                case "equals": return proxy == arguments[0];
                default: return told.by(method, arguments);
            }
        });
    }

    // Errors

    /** An error of the runtime itself, in its words. */
    static final class Fault extends RuntimeException {
        final String type;

        Fault(String message, String type) {
            super(message, null, false, false);
            this.type = type;
        }
    }

    /** What Lambda tells of an error, which is printed, too; the frames of this file are none of the function's. */
    static byte[] described(Throwable thrown) {
        String type = thrown instanceof Fault ? ((Fault) thrown).type : thrown.getClass().getName();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) cause.setStackTrace(own(cause.getStackTrace()));
        StringWriter trace = new StringWriter();
        if (!(thrown instanceof Fault)) thrown.printStackTrace(new PrintWriter(trace));
        OUT.println(((thrown.getMessage() == null ? type : thrown.getMessage()) + ": " + type + "\n" + trace.toString().replace("app//", "")).trim());
        return Json.text(told(thrown, type)).getBytes(StandardCharsets.UTF_8);
    }

    static Map<String, Object> told(Throwable thrown, String type) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("errorMessage", thrown.getMessage() == null ? type : thrown.getMessage());
        told.put("errorType", type);
        List<String> trace = new ArrayList<>();
        for (StackTraceElement frame : thrown.getStackTrace()) trace.add(frame.toString().replaceFirst("^.*/", ""));
        told.put("stackTrace", trace);
        if (thrown.getCause() != null) told.put("cause", told(thrown.getCause(), thrown.getCause().getClass().getName()));
        return told;
    }

    static StackTraceElement[] own(StackTraceElement[] frames) {
        int end = 0;
        while (end < frames.length && !frames[end].getClassName().startsWith("JavaRuntime")) end++;
        if (end == frames.length) return frames;
        while (end > 0 && frames[end - 1].getClassName().matches("(java\\.lang|jdk\\.internal|sun)\\.(reflect|invoke)\\..*")) end--;
        return Arrays.copyOf(frames, end);
    }

    /** JSON from and into what a handler takes and gives: maps, lists, values, records, and beans by their setters, getters and public fields. */
    static final class Json {
        private final String text;
        private int at;

        private Json(String text) {
            this.text = text;
        }

        static Object parse(String text) {
            Json json = new Json(text);
            Object value = json.value();
            if (json.peek() != 0) throw json.unexpected();
            return value;
        }

        private char peek() {
            while (at < text.length() && text.charAt(at) <= ' ') at++;
            return at < text.length() ? text.charAt(at) : 0;
        }

        private RuntimeException unexpected() {
            return new IllegalArgumentException("Unexpected " + (at < text.length() ? "character '" + text.charAt(at) + "'" : "end") + " at " + at);
        }

        private void take(char expected) {
            if (peek() != expected) throw unexpected();
            at++;
        }

        private Object value() {
            switch (peek()) {
                case '{': {
                    Map<String, Object> map = new LinkedHashMap<>();
                    at++;
                    for (boolean first = true; peek() != '}'; first = false) {
                        if (!first) take(',');
                        if (peek() != '"') throw unexpected();
                        String name = string();
                        take(':');
                        map.put(name, value());
                    }
                    at++;
                    return map;
                }
                case '[': {
                    List<Object> list = new ArrayList<>();
                    at++;
                    for (boolean first = true; peek() != ']'; first = false) {
                        if (!first) take(',');
                        list.add(value());
                    }
                    at++;
                    return list;
                }
                case '"': return string();
                default: return word();
            }
        }

        private Object word() {
            int begin = at;
            while (at < text.length() && "+-.".indexOf(text.charAt(at)) + 1 + (Character.isLetterOrDigit(text.charAt(at)) ? 1 : 0) > 0) at++;
            String word = text.substring(begin, at);
            switch (word) {
                case "true": return true;
                case "false": return false;
                case "null": return null;
                case "": throw unexpected();
                default:
                    if (word.matches(".*[.eE].*")) return Double.valueOf(word);
                    BigInteger number = new BigInteger(word);
                    return number.bitLength() < 32 ? (Object) number.intValue() : number.bitLength() < 64 ? (Object) number.longValue() : number;
            }
        }

        private String string() {
            StringBuilder string = new StringBuilder();
            for (at++; text.charAt(at) != '"'; at++) {
                char next = text.charAt(at);
                if (next != '\\') {
                    string.append(next);
                    continue;
                }
                next = text.charAt(++at);
                int escaped = "bfnrt".indexOf(next);
                if (next == 'u') {
                    string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                } else {
                    string.append(escaped < 0 ? next : "\b\f\n\r\t".charAt(escaped));
                }
            }
            at++;
            return string.toString();
        }

        @SuppressWarnings({ "unchecked", "rawtypes" })
        static Object bound(Object value, Type type) throws ReflectiveOperationException {
            Class<?> to = raw(type);
            Type[] of = type instanceof ParameterizedType ? ((ParameterizedType) type).getActualTypeArguments() : new Type[0];
            if (value == null) return to.isPrimitive() && to != void.class ? Array.get(Array.newInstance(to, 1), 0) : null;
            if (to == Object.class) return value;
            if (Map.class.isAssignableFrom(to) && value instanceof Map) {
                Map<Object, Object> map = to.isInterface() ? new LinkedHashMap<>() : (Map<Object, Object>) to.getConstructor().newInstance();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
                    map.put(of.length == 2 ? bound(entry.getKey(), of[0]) : entry.getKey(), of.length == 2 ? bound(entry.getValue(), of[1]) : entry.getValue());
                }
                return map;
            }
            if (Collection.class.isAssignableFrom(to) && value instanceof List) {
                Collection<Object> list = !to.isInterface() ? (Collection<Object>) to.getConstructor().newInstance()
                    : Set.class.isAssignableFrom(to) ? new LinkedHashSet<>() : new ArrayList<>();
                for (Object element : (List<?>) value) list.add(of.length == 1 ? bound(element, of[0]) : element);
                return list;
            }
            if (to.isArray() && value instanceof List) {
                Object array = Array.newInstance(to.getComponentType(), ((List<?>) value).size());
                for (int i = 0; i < Array.getLength(array); i++) Array.set(array, i, bound(((List<?>) value).get(i), to.getComponentType()));
                return array;
            }
            if (value instanceof Map && to != String.class) return bean((Map<String, Object>) value, to);
            if (value instanceof List || value instanceof Map) throw mismatch(to, value);
            String word = value.toString();
            if (to == String.class || to == CharSequence.class) return word;
            if (to == boolean.class || to == Boolean.class) return Boolean.valueOf(word);
            if (to == char.class || to == Character.class) return word.charAt(0);
            if (to == byte[].class) return Base64.getDecoder().decode(word);
            if (to == ByteBuffer.class) return ByteBuffer.wrap(Base64.getDecoder().decode(word));
            if (to.isEnum()) return Enum.valueOf((Class<Enum>) to, word);
            if (to == Date.class && value instanceof Number) return new Date(new BigDecimal(word).longValue());
            if (to == Date.class) return Date.from(java.time.OffsetDateTime.parse(word).toInstant());
            Object number = number(to, word);
            if (number != null) return number;
            for (Method parse : to.getMethods()) { // of times
                if (parse.getName().equals("parse") && parse.getParameterCount() == 1 && parse.getParameterTypes()[0].isInstance(word)) return parse.invoke(null, word);
            }
            try {
                return to.getConstructor(value.getClass()).newInstance(value);
            } catch (NoSuchMethodException none) {
                throw mismatch(to, value);
            }
        }

        private static Object number(Class<?> to, String word) {
            if (to == int.class || to == Integer.class) return new BigDecimal(word).intValue();
            if (to == long.class || to == Long.class) return new BigDecimal(word).longValue();
            if (to == short.class || to == Short.class) return new BigDecimal(word).shortValue();
            if (to == byte.class || to == Byte.class) return new BigDecimal(word).byteValue();
            if (to == float.class || to == Float.class) return Float.valueOf(word);
            if (to == double.class || to == Double.class) return Double.valueOf(word);
            if (to == BigInteger.class) return new BigInteger(word);
            return to == BigDecimal.class || to == Number.class ? new BigDecimal(word) : null;
        }

        private static RuntimeException mismatch(Class<?> to, Object value) {
            return new IllegalArgumentException("Cannot deserialize value of type `" + to.getName() + "` from " + text(value));
        }

        /** Names count without their case and what is no letter, as `detail-type` is `detailType`. */
        private static Object bean(Map<String, Object> from, Class<?> to) throws ReflectiveOperationException {
            Map<String, Object> values = new HashMap<>();
            from.forEach((name, value) -> values.put(key(name), value));
            Object[] components = components(to);
            if (components != null) {
                Class<?>[] types = new Class<?>[components.length];
                Object[] arguments = new Object[components.length];
                for (int i = 0; i < components.length; i++) {
                    types[i] = (Class<?>) told(components[i], "getType");
                    arguments[i] = bound(values.get(key((String) told(components[i], "getName"))), (Type) told(components[i], "getGenericType"));
                }
                Constructor<?> canonical = to.getDeclaredConstructor(types);
                canonical.setAccessible(true);
                return canonical.newInstance(arguments);
            }
            Constructor<?> constructor = to.getDeclaredConstructor();
            constructor.setAccessible(true);
            Object bean = constructor.newInstance();
            for (Field field : to.getFields()) {
                String name = key(field.getName());
                if (values.containsKey(name) && !Modifier.isStatic(field.getModifiers()) && !Modifier.isFinal(field.getModifiers())) {
                    field.setAccessible(true);
                    field.set(bean, bound(values.get(name), field.getGenericType()));
                }
            }
            for (Method setter : to.getMethods()) {
                String name = key(setter.getName().replaceFirst("^set", ""));
                boolean isSetter = setter.getName().startsWith("set") && setter.getParameterCount() == 1 && !setter.isBridge();
                if (!isSetter || !values.containsKey(name)) continue;
                setter.setAccessible(true);
                setter.invoke(bean, bound(values.get(name), setter.getGenericParameterTypes()[0]));
            }
            return bean;
        }

        private static String key(String name) {
            return name.replaceAll("[^A-Za-z0-9]", "").toLowerCase(Locale.ROOT);
        }

        /** Those of a record, of which old versions of Java know nothing. */
        private static Object[] components(Class<?> type) throws ReflectiveOperationException {
            return type.getSuperclass() == null || !type.getSuperclass().getName().equals("java.lang.Record") ? null : (Object[]) told(type, "getRecordComponents");
        }

        private static Object told(Object of, String method) throws ReflectiveOperationException {
            return of.getClass().getMethod(method).invoke(of);
        }

        static String text(Object value) {
            StringBuilder text = new StringBuilder();
            try {
                write(value, text);
            } catch (ReflectiveOperationException failed) {
                throw new RuntimeException("An error occurred during serialization of output", failed.getCause() == null ? failed : failed.getCause());
            }
            return text.toString();
        }

        private static void write(Object value, StringBuilder to) throws ReflectiveOperationException {
            if (value == null || value instanceof Boolean) to.append(value);
            else if (value instanceof Number) to.append(Set.of("NaN", "Infinity", "-Infinity").contains(value.toString()) ? "\"" + value + "\"" : value);
            else if (value instanceof Date) to.append(((Date) value).getTime());
            else if (value instanceof byte[]) quote(Base64.getEncoder().encodeToString((byte[]) value), to);
            else if (value instanceof ByteBuffer) quote(StandardCharsets.ISO_8859_1.decode(Base64.getEncoder().encode(((ByteBuffer) value).duplicate())).toString(), to);
            else if (value instanceof Optional) write(((Optional<?>) value).orElse(null), to);
            else if (value instanceof Map) writeMap((Map<?, ?>) value, to);
            else if (value instanceof Iterable) writeList((Iterable<?>) value, to);
            else if (value.getClass().isArray()) {
                List<Object> list = new ArrayList<>();
                for (int i = 0; i < Array.getLength(value); i++) list.add(Array.get(value, i));
                writeList(list, to);
            } else if (value instanceof Enum) quote(((Enum<?>) value).name(), to);
            else if (value.getClass().getName().startsWith("java.") || value instanceof CharSequence) quote(value.toString(), to);
            else writeMap(properties(value), to);
        }

        private static void writeMap(Map<?, ?> map, StringBuilder to) throws ReflectiveOperationException {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                to.append(separator);
                quote(String.valueOf(entry.getKey()), to);
                to.append(':');
                write(entry.getValue(), to);
                separator = ",";
            }
            to.append(map.isEmpty() ? "{}" : "}");
        }

        private static void writeList(Iterable<?> list, StringBuilder to) throws ReflectiveOperationException {
            String separator = "";
            to.append('[');
            for (Object element : list) {
                to.append(separator);
                write(element, to);
                separator = ",";
            }
            to.append(']');
        }

        private static Map<String, Object> properties(Object bean) throws ReflectiveOperationException {
            Map<String, Object> properties = new TreeMap<>();
            Object[] components = components(bean.getClass());
            for (Object component : components == null ? new Object[0] : components) {
                Method accessor = (Method) told(component, "getAccessor");
                accessor.setAccessible(true);
                properties.put((String) told(component, "getName"), accessor.invoke(bean));
            }
            if (components != null) return properties;
            for (Field field : bean.getClass().getFields()) {
                field.setAccessible(true);
                if (!Modifier.isStatic(field.getModifiers())) properties.put(field.getName(), field.get(bean));
            }
            for (Method getter : bean.getClass().getMethods()) {
                String name = getter.getName().replaceFirst(getter.getReturnType() == boolean.class ? "^(get|is)(?=[A-Z])" : "^get(?=[A-Z])", "");
                boolean isGetter = getter.getParameterCount() == 0 && !name.equals(getter.getName()) && !name.equals("Class")
                    && !Modifier.isStatic(getter.getModifiers()) && getter.getReturnType() != void.class;
                if (!isGetter) continue;
                int capitals = 0; // all of those at the beginning become small, as in `url` of `getURL`
                while (capitals < name.length() && Character.isUpperCase(name.charAt(capitals))) capitals++;
                getter.setAccessible(true);
                properties.put(name.substring(0, capitals).toLowerCase(Locale.ROOT) + name.substring(capitals), getter.invoke(bean));
            }
            return properties;
        }

        private static void quote(String string, StringBuilder to) {
            to.append('"');
            for (char next : string.toCharArray()) {
                if (next == '"' || next == '\\') to.append('\\').append(next);
                else if (next < ' ' || Character.isSurrogate(next)) to.append(String.format("\\u%04x", (int) next));
                else to.append(next);
            }
            to.append('"');
        }
    }
}
