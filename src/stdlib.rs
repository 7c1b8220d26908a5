//! What the names of Python's standard library stand for.
//!
//! A test holds all of it against the standard library of every CPython at hand.

/// Whether `name` of a module of the standard library can only be a type: text, and what holds
/// text, is none.
pub(crate) fn is_type(module: &str, name: &str) -> bool {
    match module {
        // Here constants are spelt like classes.
        "tokenize" => matches!(
            name,
            "StopTokenizing" | "TokenError" | "TokenInfo" | "Untokenizer"
        ),
        "imaplib" => name.starts_with("IMAP4") || name == "Idler",
        "ctypes.wintypes" => true,
        _ => {
            (is_class_name(name) && TUPLES_AND_TEXT.binary_search(&name).is_err())
                || OTHER_TYPES.binary_search(&name).is_ok()
        }
    }
}

/// Whether a name, from wherever, is spelt like that of a class or a type variable, or is one
/// that the standard library has for a class.
pub(crate) fn is_type_name(name: &str) -> bool {
    let letters = name.trim_start_matches('_');
    let is_letter = letters.starts_with(char::is_uppercase) && letters.chars().nth(1).is_none();
    is_letter || is_class_name(name) || OTHER_TYPES.binary_search(&name).is_ok()
}

/// `Box`, `_Box`, `HTTPServer`; not `BOX`.
fn is_class_name(name: &str) -> bool {
    let letters = name.trim_start_matches('_');
    letters.starts_with(char::is_uppercase) && letters.contains(char::is_lowercase)
}

/// Whether `name` is a top-level module of the standard library.
pub(crate) fn is_module(name: &str) -> bool {
    MODULES.binary_search(&name).is_ok()
}

/// `sys.stdlib_module_names` of CPython 3.11 to 3.15, sorted.
#[rustfmt::skip]
const MODULES: [&str; 329] = [
    "_abc", "_aix_support", "_android_support", "_apple_support", "_ast", "_ast_unparse",
    "_asyncio", "_bisect", "_blake2", "_bootsubprocess", "_bz2", "_codecs", "_codecs_cn",
    "_codecs_hk", "_codecs_iso2022", "_codecs_jp", "_codecs_kr", "_codecs_tw", "_collections",
    "_collections_abc", "_colorize", "_compat_pickle", "_compression", "_contextvars", "_crypt",
    "_csv", "_ctypes", "_curses", "_curses_panel", "_datetime", "_dbm", "_decimal",
    "_elementtree", "_frozen_importlib", "_frozen_importlib_external", "_functools", "_gdbm",
    "_hashlib", "_heapq", "_hmac", "_imp", "_interpchannels", "_interpqueues", "_interpreters",
    "_io", "_ios_support", "_json", "_locale", "_lsprof", "_lzma", "_markupbase",
    "_math_integer", "_md5", "_msi", "_multibytecodec", "_multiprocessing", "_opcode",
    "_opcode_metadata", "_operator", "_osx_support", "_overlapped", "_pickle", "_posixshmem",
    "_posixsubprocess", "_py_abc", "_py_warnings", "_pydatetime", "_pydecimal", "_pyio",
    "_pylong", "_pyrepl", "_queue", "_random", "_remote_debugging", "_scproxy", "_sha1",
    "_sha2", "_sha256", "_sha3", "_sha512", "_signal", "_sitebuiltins", "_socket", "_sqlite3",
    "_sre", "_ssl", "_stat", "_statistics", "_string", "_strptime", "_struct", "_suggestions",
    "_symtable", "_sysconfig", "_thread", "_threading_local", "_tkinter", "_tokenize",
    "_tracemalloc", "_types", "_typing", "_uuid", "_warnings", "_weakref", "_weakrefset",
    "_winapi", "_wmi", "_zoneinfo", "_zstd", "abc", "aifc", "annotationlib", "antigravity",
    "argparse", "array", "ast", "asynchat", "asyncio", "asyncore", "atexit", "audioop",
    "base64", "bdb", "binascii", "bisect", "builtins", "bz2", "cProfile", "calendar", "cgi",
    "cgitb", "chunk", "cmath", "cmd", "code", "codecs", "codeop", "collections", "colorsys",
    "compileall", "compression", "concurrent", "configparser", "contextlib", "contextvars",
    "copy", "copyreg", "crypt", "csv", "ctypes", "curses", "dataclasses", "datetime", "dbm",
    "decimal", "difflib", "dis", "distutils", "doctest", "email", "encodings", "ensurepip",
    "enum", "errno", "faulthandler", "fcntl", "filecmp", "fileinput", "fnmatch", "fractions",
    "ftplib", "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob",
    "graphlib", "grp", "gzip", "hashlib", "heapq", "hmac", "html", "http", "idlelib", "imaplib",
    "imghdr", "imp", "importlib", "inspect", "io", "ipaddress", "itertools", "json", "keyword",
    "lib2to3", "linecache", "locale", "logging", "lzma", "mailbox", "mailcap", "marshal",
    "math", "mimetypes", "mmap", "modulefinder", "msilib", "msvcrt", "multiprocessing", "netrc",
    "nis", "nntplib", "nt", "ntpath", "nturl2path", "numbers", "opcode", "operator", "optparse",
    "os", "ossaudiodev", "pathlib", "pdb", "pickle", "pickletools", "pipes", "pkgutil",
    "platform", "plistlib", "poplib", "posix", "posixpath", "pprint", "profile", "profiling",
    "pstats", "pty", "pwd", "py_compile", "pyclbr", "pydoc", "pydoc_data", "pyexpat", "queue",
    "quopri", "random", "re", "readline", "reprlib", "resource", "rlcompleter", "runpy",
    "sched", "secrets", "select", "selectors", "shelve", "shlex", "shutil", "signal", "site",
    "smtpd", "smtplib", "sndhdr", "socket", "socketserver", "spwd", "sqlite3", "sre_compile",
    "sre_constants", "sre_parse", "ssl", "stat", "statistics", "string", "stringprep", "struct",
    "subprocess", "sunau", "symtable", "sys", "sysconfig", "syslog", "tabnanny", "tarfile",
    "telnetlib", "tempfile", "termios", "textwrap", "this", "threading", "time", "timeit",
    "tkinter", "token", "tokenize", "tomllib", "trace", "traceback", "tracemalloc", "tty",
    "turtle", "turtledemo", "types", "typing", "unicodedata", "unittest", "urllib", "uu",
    "uuid", "venv", "warnings", "wave", "weakref", "webbrowser", "winreg", "winsound",
    "wsgiref", "xdrlib", "xml", "xmlrpc", "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
];

/// Whether `name` is a builtin type in every version of Python that emitted modules run on.
pub(crate) fn is_builtin_type(name: &str) -> bool {
    BUILTIN_TYPES.binary_search(&name).is_ok()
}

/// The types among the builtins of CPython 3.11, sorted.
#[rustfmt::skip]
const BUILTIN_TYPES: [&str; 95] = [
    "ArithmeticError", "AssertionError", "AttributeError", "BaseException",
    "BaseExceptionGroup", "BlockingIOError", "BrokenPipeError", "BufferError", "BytesWarning",
    "ChildProcessError", "ConnectionAbortedError", "ConnectionError", "ConnectionRefusedError",
    "ConnectionResetError", "DeprecationWarning", "EOFError", "EncodingWarning",
    "EnvironmentError", "Exception", "ExceptionGroup", "FileExistsError", "FileNotFoundError",
    "FloatingPointError", "FutureWarning", "GeneratorExit", "IOError", "ImportError",
    "ImportWarning", "IndentationError", "IndexError", "InterruptedError", "IsADirectoryError",
    "KeyError", "KeyboardInterrupt", "LookupError", "MemoryError", "ModuleNotFoundError",
    "NameError", "NotADirectoryError", "NotImplementedError", "OSError", "OverflowError",
    "PendingDeprecationWarning", "PermissionError", "ProcessLookupError", "RecursionError",
    "ReferenceError", "ResourceWarning", "RuntimeError", "RuntimeWarning", "StopAsyncIteration",
    "StopIteration", "SyntaxError", "SyntaxWarning", "SystemError", "SystemExit", "TabError",
    "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeDecodeError",
    "UnicodeEncodeError", "UnicodeError", "UnicodeTranslateError", "UnicodeWarning",
    "UserWarning", "ValueError", "Warning", "ZeroDivisionError", "bool", "bytearray", "bytes",
    "classmethod", "complex", "dict", "enumerate", "filter", "float", "frozenset", "int",
    "list", "map", "memoryview", "object", "property", "range", "reversed", "set", "slice",
    "staticmethod", "str", "super", "tuple", "type", "zip",
];

/// Classes that are not spelt like classes, sorted.
#[rustfmt::skip]
const OTHER_TYPES: [&str; 220] = [
    "ABC", "AST", "CDLL", "FTP", "FTP_TLS", "HMAC", "IMAP4", "IMAP4_SSL", "IO", "KT", "LMTP",
    "MH", "MMDF", "NNTP", "NNTP_SSL", "POP3", "POP3_SSL", "SAX2DOM", "SMTP", "SMTP_SSL", "T",
    "UCD", "UID", "UUID", "VT", "_lru_cache_wrapper", "_patch", "_reader", "_wrap_close",
    "_writer", "abstractclassmethod", "abstractproperty", "abstractstaticmethod", "accumulate",
    "aclosing", "addinfourl", "alias", "arg", "arguments", "array", "async_chat",
    "async_generator", "attrgetter", "auto", "batched", "blake2b", "blake2s", "bool", "boolop",
    "bytearray", "bytes", "c_bool", "c_byte", "c_char", "c_char_p", "c_double",
    "c_double_complex", "c_float", "c_float_complex", "c_int", "c_int16", "c_int32", "c_int64",
    "c_int8", "c_long", "c_longdouble", "c_longdouble_complex", "c_longlong", "c_short",
    "c_size_t", "c_ssize_t", "c_time_t", "c_ubyte", "c_uint", "c_uint16", "c_uint32",
    "c_uint64", "c_uint8", "c_ulong", "c_ulonglong", "c_ushort", "c_void_p", "c_voidp",
    "c_wchar", "c_wchar_p", "cached_property", "catch_warnings", "chain", "chdir",
    "classmethod", "closing", "cmpop", "combinations", "combinations_with_replacement",
    "complex", "comprehension", "compress", "coroutine", "count", "cycle", "date", "datetime",
    "defaultdict", "deprecated", "deque", "dict", "dict_items", "dict_keys", "dict_values",
    "dircmp", "dispatcher", "dispatcher_with_send", "dropwhile", "enumerate", "epoll", "error",
    "error_perm", "error_proto", "error_reply", "error_temp", "excel", "excel_tab",
    "excepthandler", "expr", "expr_context", "file_dispatcher", "filter", "filterfalse",
    "finalize", "float", "frozendict", "frozenset", "gaierror", "generator", "groupby",
    "herror", "int", "islice", "itemgetter", "kevent", "keyword", "kqueue", "list", "local",
    "lock", "map", "mappingproxy", "match_case", "mbox", "mboxMessage", "member", "memoryview",
    "methodcaller", "mmap", "mod", "netrc", "nonmember", "nullcontext", "object", "operator",
    "pairwise", "panel", "partial", "partialmethod", "pattern", "permutations", "product",
    "property", "py_object", "range", "redirect_stderr", "redirect_stdout", "ref", "repeat",
    "reversed", "sched_param", "scheduler", "set", "shlex", "simple_producer",
    "singledispatchmethod", "slice", "socket", "starmap", "stat_result", "staticmethod",
    "statvfs_result", "statx_result", "stmt", "str", "struct_group", "struct_passwd",
    "struct_rusage", "struct_siginfo", "struct_spwd", "struct_time", "super", "suppress",
    "takewhile", "terminal_size", "time", "timedelta", "timeout", "times_result", "timezone",
    "tuple", "type", "type_ignore", "type_param", "tzinfo", "uname_result", "unaryop",
    "unix_dialect", "verify", "waitid_result", "window", "withitem", "zip", "zip_longest",
    "zipimporter",
];

/// What is spelt like a class and is none, sorted.
#[rustfmt::skip]
const TUPLES_AND_TEXT: [&str; 18] = [
    "ColorCodes", "FunctionTypes", "ListSeparator", "LiveProfilerLight", "ProxyTypes",
    "RouteComponentMarker", "SSLAgainErrors", "StringTypes", "_LegalChars", "_LegalKeyChars",
    "_LegalValueChars", "_Literal", "_NonUserDefinedCallables", "_SignedInfinity",
    "_TimeRE_cache", "_Translator", "_UnescapedChars", "_Untagged_status",
];
