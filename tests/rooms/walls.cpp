#include "rooms/walls.hpp"

#include <algorithm>
#include <optional>
#include <set>

namespace claimpack::rooms {

namespace {

struct Room {
  std::vector<std::string> libraries;  // what a library's header begins with
  bool posix = true;                   // may it ask the system
  bool sees_all_rooms = false;
};

// The one table: a library's header stands in its own rooms and nowhere else.
const std::map<std::string, Room> house = {
    {"core", {{}, false}},
    {"receive",
     {{"jpeglib.h", "jerror.h", "png.h", "tiffio.h", "stb/", "stb_", "archive.h", "archive_entry.h", "nlohmann/", "openssl/",
       "pugixml.hpp", "seccomp.h", "cairo", "ft2build.h", "freetype/", "fontconfig/"}}},
    {"clean", {{"opencv2/", "leptonica/allheaders.h", "allheaders.h"}}},
    {"read",
     {{"opencv2/", "leptonica/allheaders.h", "allheaders.h", "tesseract/", "ZXing/", "onnxruntime_c", "onnx/", "xmmintrin.h"}}},
    {"classify", {{"yaml-cpp/"}}},
    {"extract", {{"yaml-cpp/"}}},
    {"check", {{"yaml.h"}}},
    {"pack",
     {{"pango/", "hb", "freetype/", "qpdf/", "fontconfig/", "jpeglib.h", "png.h", "nlohmann/", "sodium.h", "xlsxwriter.h",
       "ZXing/"}}},
    {"store", {{"soci/", "openssl/"}}},
    {"review", {{"httplib.h", "nlohmann/", "sodium.h"}}},
    {"run", {{"CLI/", "spdlog/", "nlohmann/", "zlib.h"}, true, true}},
};

const std::set<std::string> standard_headers = {"algorithm",
                                                "any",
                                                "array",
                                                "atomic",
                                                "barrier",
                                                "bit",
                                                "bitset",
                                                "cassert",
                                                "cctype",
                                                "cerrno",
                                                "cfenv",
                                                "cfloat",
                                                "charconv",
                                                "chrono",
                                                "cinttypes",
                                                "climits",
                                                "clocale",
                                                "cmath",
                                                "codecvt",
                                                "compare",
                                                "complex",
                                                "concepts",
                                                "condition_variable",
                                                "coroutine",
                                                "csetjmp",
                                                "csignal",
                                                "cstdarg",
                                                "cstddef",
                                                "cstdint",
                                                "cstdio",
                                                "cstdlib",
                                                "cstring",
                                                "ctime",
                                                "cuchar",
                                                "cwchar",
                                                "cwctype",
                                                "deque",
                                                "exception",
                                                "execution",
                                                "filesystem",
                                                "format",
                                                "forward_list",
                                                "fstream",
                                                "functional",
                                                "future",
                                                "initializer_list",
                                                "iomanip",
                                                "ios",
                                                "iosfwd",
                                                "iostream",
                                                "istream",
                                                "iterator",
                                                "latch",
                                                "limits",
                                                "list",
                                                "locale",
                                                "map",
                                                "memory",
                                                "memory_resource",
                                                "mutex",
                                                "new",
                                                "numbers",
                                                "numeric",
                                                "optional",
                                                "ostream",
                                                "queue",
                                                "random",
                                                "ranges",
                                                "ratio",
                                                "regex",
                                                "scoped_allocator",
                                                "semaphore",
                                                "set",
                                                "shared_mutex",
                                                "source_location",
                                                "span",
                                                "sstream",
                                                "stack",
                                                "stdexcept",
                                                "stop_token",
                                                "streambuf",
                                                "string",
                                                "string_view",
                                                "syncstream",
                                                "system_error",
                                                "thread",
                                                "tuple",
                                                "type_traits",
                                                "typeindex",
                                                "typeinfo",
                                                "unordered_map",
                                                "unordered_set",
                                                "utility",
                                                "valarray",
                                                "variant",
                                                "vector",
                                                "version"};

// POSIX.1-2008, and what Linux adds for limits on a process.
const std::set<std::string> posix_headers = {"aio.h",           "arpa/inet.h",    "assert.h",
                                             "complex.h",       "cpio.h",         "ctype.h",
                                             "dirent.h",        "dlfcn.h",        "errno.h",
                                             "fcntl.h",         "fenv.h",         "float.h",
                                             "fmtmsg.h",        "fnmatch.h",      "ftw.h",
                                             "glob.h",          "grp.h",          "iconv.h",
                                             "inttypes.h",      "iso646.h",       "langinfo.h",
                                             "libgen.h",        "limits.h",       "locale.h",
                                             "math.h",          "monetary.h",     "mqueue.h",
                                             "ndbm.h",          "net/if.h",       "netdb.h",
                                             "netinet/in.h",    "netinet/tcp.h",  "nl_types.h",
                                             "poll.h",          "pthread.h",      "pwd.h",
                                             "regex.h",         "sched.h",        "search.h",
                                             "semaphore.h",     "setjmp.h",       "signal.h",
                                             "spawn.h",         "stdarg.h",       "stdbool.h",
                                             "stddef.h",        "stdint.h",       "stdio.h",
                                             "stdlib.h",        "string.h",       "strings.h",
                                             "stropts.h",       "sys/file.h",     "sys/ioctl.h",
                                             "sys/ipc.h",       "sys/mman.h",     "sys/msg.h",
                                             "sys/resource.h",  "sys/select.h",   "sys/sem.h",
                                             "sys/shm.h",       "sys/socket.h",   "sys/stat.h",
                                             "sys/statvfs.h",   "sys/time.h",     "sys/times.h",
                                             "sys/types.h",     "sys/uio.h",      "sys/un.h",
                                             "sys/utsname.h",   "sys/wait.h",     "syslog.h",
                                             "tar.h",           "termios.h",      "tgmath.h",
                                             "time.h",          "ulimit.h",       "unistd.h",
                                             "utime.h",         "utmpx.h",        "wchar.h",
                                             "wctype.h",        "wordexp.h",      "malloc.h",
                                             "linux/audit.h",   "linux/filter.h", "linux/landlock.h",
                                             "linux/seccomp.h", "sys/prctl.h",    "sys/random.h",
                                             "sys/sendfile.h",  "sys/syscall.h",  "sys/inotify.h",
                                             "sys/eventfd.h"};

struct Include {
  std::string name;
  bool quoted = false;
  int line = 0;
};

// Comments become blanks, so that a commented #include is none and one behind a comment is.
std::string without_comments(const std::string& text) {
  std::string out = text;
  enum { code, line, block, string, character } state = code;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i], next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (state == code && c == '/' && next == '/') state = line;
    else if (state == code && c == '/' && next == '*') state = block;
    else if (state == code && c == '"') state = string;
    else if (state == code && c == '\'' && (i == 0 || !isalnum(static_cast<unsigned char>(text[i - 1])))) state = character;
    else if (state == line && c == '\n') state = code;
    else if (state == block && c == '*' && next == '/') {
      out[i] = out[i + 1] = ' ';
      state = code;
      ++i;
      continue;
    } else if ((state == string || state == character) && c == '\\') ++i;
    else if (state == string && (c == '"' || c == '\n')) state = code;
    else if (state == character && (c == '\'' || c == '\n')) state = code;
    if ((state == line || state == block) && c != '\n') out[i] = ' ';
  }
  return out;
}

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first);
}

// The include of a line, with an empty name where it is not spelt out (a macro).
std::optional<Include> include_of(const std::string& line, int number) {
  std::string rest = trimmed(line);
  if (rest.empty() || rest[0] != '#') return std::nullopt;
  rest = trimmed(rest.substr(1));
  if (!starts_with(rest, "include")) return std::nullopt;
  rest = trimmed(rest.substr(7));
  if (rest.empty() || (rest[0] != '<' && rest[0] != '"')) return Include{"", false, number};
  const auto end = rest.find(rest[0] == '<' ? '>' : '"', 1);
  if (end == std::string::npos) return Include{"", false, number};
  return Include{rest.substr(1, end - 1), rest[0] == '"', number};
}

bool may_include(const std::string& room_name, const Room& room, const Include& include, const Tree& tree) {
  if (include.name.empty() || include.name.find("..") != std::string::npos) return false;
  if (include.quoted) {
    const std::string of = include.name.substr(0, include.name.find('/'));
    if (of == include.name) return tree.count("pipeline/" + room_name + "/" + include.name) > 0;
    if (of == room_name || of == "core") return true;
    return room.sees_all_rooms && house.count(of) > 0;
  }
  if (standard_headers.count(include.name)) return true;
  if (room.posix && posix_headers.count(include.name)) return true;
  return std::any_of(room.libraries.begin(), room.libraries.end(),
                     [&](const std::string& library) { return starts_with(include.name, library); });
}

}  // namespace

Complaints broken_walls(const Tree& tree) {
  Complaints complaints;
  for (const auto& [path, content] : tree) {
    if (!starts_with(path, "pipeline/")) continue;
    const std::string inside = path.substr(9);
    const std::string room_name = inside.substr(0, inside.find('/'));
    const auto room = house.find(room_name);
    if (room == house.end() || room_name == inside) {
      complaints.push_back(path + ": stands in no room of the house");
      continue;
    }
    int number = 0;
    for (const auto& line : lines_of(without_comments(content))) {
      const auto include = include_of(line, ++number);
      if (!include || may_include(room_name, room->second, *include, tree)) continue;
      complaints.push_back(path + ":" + std::to_string(number) + ": " + room_name + " may not include " +
                           (include->name.empty() ? "what is not spelt out" : include->name));
    }
  }
  return complaints;
}

}  // namespace claimpack::rooms
