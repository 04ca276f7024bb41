// Names of files: to UTF-8, and what they say.
#pragma once

#include <string>
#include <string_view>

namespace claimpack::receive {

// A name as a disk holds it, in UTF-8: names that are not UTF-8 are taken for GB 18030 (Windows in Chinese).
std::string utf8_name(std::string_view bytes);
// A name of an archive that does not say how its names are coded: UTF-8 (macOS) or GB 18030 (Windows in Chinese).
std::string unmarked_name(std::string_view bytes);
// In lower case with its dot, ".jpg"; empty where there is none.
std::string extension_of(std::string_view name);
// .jpg, .png, .tif, .bmp, .pdf and their like: whoever named the file so meant it to be a scan.
bool named_like_scan(std::string_view name);
// What systems leave behind in folders: .DS_Store, Thumbs.db, __MACOSX, lock files. Nobody misses them.
bool is_leftover(std::string_view name);

}  // namespace claimpack::receive
