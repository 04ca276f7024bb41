#include "receive/system_fonts.hpp"

#include <fontconfig/fontconfig.h>

#include <mutex>
#include <set>
#include <string>

namespace claimpack::receive {

void load_system_fonts() { FcInit(); }

bool is_system_font(const std::filesystem::path& file) {
  static std::once_flag once;
  static std::set<std::string> files;
  std::call_once(once, [] {
    FcInit();
    for (const FcSetName name : {FcSetSystem, FcSetApplication}) {
      const FcFontSet* set = FcConfigGetFonts(nullptr, name);
      for (int i = 0; set != nullptr && i < set->nfont; ++i) {
        FcChar8* path = nullptr;
        if (FcPatternGetString(set->fonts[i], FC_FILE, 0, &path) == FcResultMatch)
          files.insert(reinterpret_cast<const char*>(path));
      }
    }
  });
  return files.contains(file.string());
}

}  // namespace claimpack::receive
