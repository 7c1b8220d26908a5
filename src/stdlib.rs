//! What the names of Python's standard library stand for.
//!
//! A test holds all of it against the standard library of every CPython at hand.

/// Whether an imported name, told by its full path, can only be a type: text, a mapping or a
/// list of what the surroundings say is none.
pub(crate) fn is_type(module: &str, name: &str) -> bool {
    match module {
        // Constants in the spelling of classes.
        "tokenize" => matches!(name, "TokenInfo" | "TokenError" | "StopTokenizing"),
        "imaplib" => name.starts_with("IMAP4"),
        "ctypes.wintypes" => true,
        _ => is_type_name(name) && !(module == "http.cookies" && name.starts_with('_')),
    }
}

/// Whether a name is spelt like a class, or is one that the standard library spells otherwise.
pub(crate) fn is_type_name(name: &str) -> bool {
    let letters = name.trim_start_matches('_');
    let is_capitalized = letters.starts_with(char::is_uppercase);
    let is_short = letters.chars().nth(1).is_none();
    (is_capitalized && (is_short || letters.contains(char::is_lowercase)))
        || OTHER_TYPES.binary_search(&name).is_ok()
}

/// Whether `name` is a top-level module of the standard library.
pub(crate) fn is_module(name: &str) -> bool {
    MODULES.binary_search(&name).is_ok() || name.starts_with('_') && has_private_twin(name)
}

/// `_io`, `_socket`: what stands behind a public module.
fn has_private_twin(name: &str) -> bool {
    let public = name.trim_start_matches('_');
    MODULES.binary_search(&public).is_ok()
}

/// `sys.stdlib_module_names` of CPython 3.11 to 3.15 without what is private, sorted.
#[rustfmt::skip]
const MODULES: [&str; 220] = [
    "abc", "aifc", "annotationlib", "antigravity", "argparse", "array", "ast", "asynchat",
    "asyncio", "asyncore", "atexit", "audioop", "base64", "bdb", "binascii", "bisect",
    "builtins", "bz2", "cProfile", "calendar", "cgi", "cgitb", "chunk", "cmath", "cmd", "code",
    "codecs", "codeop", "collections", "colorsys", "compileall", "compression", "concurrent",
    "configparser", "contextlib", "contextvars", "copy", "copyreg", "crypt", "csv", "ctypes",
    "curses", "dataclasses", "datetime", "dbm", "decimal", "difflib", "dis", "distutils",
    "doctest", "email", "encodings", "ensurepip", "enum", "errno", "faulthandler", "fcntl",
    "filecmp", "fileinput", "fnmatch", "fractions", "ftplib", "functools", "gc", "genericpath",
    "getopt", "getpass", "gettext", "glob", "graphlib", "grp", "gzip", "hashlib", "heapq",
    "hmac", "html", "http", "idlelib", "imaplib", "imghdr", "imp", "importlib", "inspect", "io",
    "ipaddress", "itertools", "json", "keyword", "lib2to3", "linecache", "locale", "logging",
    "lzma", "mailbox", "mailcap", "marshal", "math", "mimetypes", "mmap", "modulefinder",
    "msilib", "msvcrt", "multiprocessing", "netrc", "nis", "nntplib", "nt", "ntpath",
    "nturl2path", "numbers", "opcode", "operator", "optparse", "os", "ossaudiodev", "pathlib",
    "pdb", "pickle", "pickletools", "pipes", "pkgutil", "platform", "plistlib", "poplib",
    "posix", "posixpath", "pprint", "profile", "profiling", "pstats", "pty", "pwd",
    "py_compile", "pyclbr", "pydoc", "pydoc_data", "pyexpat", "queue", "quopri", "random", "re",
    "readline", "reprlib", "resource", "rlcompleter", "runpy", "sched", "secrets", "select",
    "selectors", "shelve", "shlex", "shutil", "signal", "site", "smtpd", "smtplib", "sndhdr",
    "socket", "socketserver", "spwd", "sqlite3", "sre_compile", "sre_constants", "sre_parse",
    "ssl", "stat", "statistics", "string", "stringprep", "struct", "subprocess", "sunau",
    "symtable", "sys", "sysconfig", "syslog", "tabnanny", "tarfile", "telnetlib", "tempfile",
    "termios", "textwrap", "this", "threading", "time", "timeit", "tkinter", "token",
    "tokenize", "tomllib", "trace", "traceback", "tracemalloc", "tty", "turtle", "turtledemo",
    "types", "typing", "unicodedata", "unittest", "urllib", "uu", "uuid", "venv", "warnings",
    "wave", "weakref", "webbrowser", "winreg", "winsound", "wsgiref", "xdrlib", "xml", "xmlrpc",
    "zipapp", "zipfile", "zipimport", "zlib", "zoneinfo",
];

/// Classes of public modules that are not spelt like classes, sorted.
#[rustfmt::skip]
const OTHER_TYPES: [&str; 217] = [
    "ABC", "AST", "CDLL", "FTP", "FTP_TLS", "HMAC", "IMAP4", "IMAP4_SSL", "IO", "KT", "LMTP",
    "MH", "MMDF", "NNTP", "NNTP_SSL", "POP3", "POP3_SSL", "SMTP", "SMTP_SSL", "T", "UCD", "UID",
    "UUID", "VT", "_lru_cache_wrapper", "_patch", "_reader", "_wrap_close", "_writer",
    "abstractclassmethod", "abstractproperty", "abstractstaticmethod", "accumulate", "aclosing",
    "addinfourl", "alias", "arg", "arguments", "array", "async_chat", "async_generator",
    "attrgetter", "auto", "batched", "blake2b", "blake2s", "bool", "boolop", "bytearray",
    "bytes", "c_bool", "c_byte", "c_char", "c_char_p", "c_double", "c_double_complex",
    "c_float", "c_float_complex", "c_int", "c_int16", "c_int32", "c_int64", "c_int8", "c_long",
    "c_longdouble", "c_longdouble_complex", "c_longlong", "c_short", "c_size_t", "c_ssize_t",
    "c_time_t", "c_ubyte", "c_uint", "c_uint16", "c_uint32", "c_uint64", "c_uint8", "c_ulong",
    "c_ulonglong", "c_ushort", "c_void_p", "c_voidp", "c_wchar", "c_wchar_p", "cached_property",
    "catch_warnings", "chain", "chdir", "classmethod", "closing", "cmpop", "combinations",
    "combinations_with_replacement", "complex", "comprehension", "compress", "coroutine",
    "count", "cycle", "date", "datetime", "defaultdict", "deprecated", "deque", "dict",
    "dict_items", "dict_keys", "dict_values", "dircmp", "dispatcher", "dispatcher_with_send",
    "dropwhile", "enumerate", "epoll", "error", "error_perm", "error_proto", "error_reply",
    "error_temp", "excel", "excel_tab", "excepthandler", "expr", "expr_context",
    "file_dispatcher", "filter", "filterfalse", "finalize", "float", "frozendict", "frozenset",
    "gaierror", "generator", "groupby", "herror", "int", "islice", "itemgetter", "kevent",
    "keyword", "kqueue", "list", "local", "lock", "map", "mappingproxy", "match_case", "mbox",
    "mboxMessage", "member", "memoryview", "methodcaller", "mmap", "netrc", "nonmember",
    "nullcontext", "object", "operator", "pairwise", "partial", "partialmethod", "pattern",
    "permutations", "product", "property", "py_object", "range", "redirect_stderr",
    "redirect_stdout", "ref", "repeat", "reversed", "sched_param", "scheduler", "set", "shlex",
    "simple_producer", "singledispatchmethod", "slice", "socket", "starmap", "stat_result",
    "staticmethod", "statvfs_result", "statx_result", "stmt", "str", "struct_group",
    "struct_passwd", "struct_rusage", "struct_siginfo", "struct_spwd", "struct_time", "super",
    "suppress", "takewhile", "terminal_size", "time", "timedelta", "timeout", "times_result",
    "timezone", "tuple", "type", "type_ignore", "type_param", "tzinfo", "uname_result",
    "unaryop", "unix_dialect", "verify", "waitid_result", "window", "withitem", "zip",
    "zip_longest", "zipimporter",
];
