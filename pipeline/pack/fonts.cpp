#include "pack/fonts.hpp"

#include <fontconfig/fontconfig.h>

#include <initializer_list>
#include <memory>

namespace claimpack::pack {
namespace {

struct FontconfigDelete {
  void operator()(FcPattern* p) const { FcPatternDestroy(p); }
  void operator()(FcObjectSet* p) const { FcObjectSetDestroy(p); }
  void operator()(FcFontSet* p) const { FcFontSetDestroy(p); }
};
template <class T>
using Owned = std::unique_ptr<T, FontconfigDelete>;

// Listed, not matched: a match would silently give any other font. One of many weights in one file cannot be cut for a PDF.
bool is_installed(const char* family) {
  const Owned<FcPattern> pattern(FcPatternCreate());
  FcPatternAddString(pattern.get(), FC_FAMILY, reinterpret_cast<const FcChar8*>(family));
  FcPatternAddBool(pattern.get(), FC_VARIABLE, FcFalse);
  const Owned<FcObjectSet> objects(FcObjectSetBuild(FC_FAMILY, static_cast<char*>(nullptr)));
  const Owned<FcFontSet> found(FcFontList(nullptr, pattern.get(), objects.get()));
  return found && found->nfont > 0;
}

const char* first_installed(std::initializer_list<const char*> families) {
  for (const char* family : families)
    if (is_installed(family)) return family;
  return nullptr;
}

}  // namespace

core::Result<Fonts> find_fonts() {
  const char* text =
      first_installed({"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei"});
  const char* title = first_installed({"Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "AR PL UMing CN"});
  if (!text) text = title;
  if (!text) {
    return core::Error{core::ErrorCode::missing_part, "No Chinese font is installed, so the packet cannot be written", "",
                       "Run: apt-get install fonts-noto-cjk"};
  }
  return Fonts{text, title ? title : text};
}

}  // namespace claimpack::pack
