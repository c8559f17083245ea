# What differs between libtorch's versions. Included before find_package(Torch), and by tests/rules.

# `standard`: of C++ that the headers in `folders` ask for, 17 at least.
function(microt_standard_of_libtorch folders standard)
  set(${standard} 17 PARENT_SCOPE)
  foreach(folder ${folders})
    foreach(header torch/all.h torch/csrc/api/include/torch/all.h)
      if(EXISTS ${folder}/${header})
        file(STRINGS ${folder}/${header} asked REGEX "__cplusplus < 202002L")
        if(asked)
          set(${standard} 20 PARENT_SCOPE)
        endif()
      endif()
    endforeach()
  endforeach()
endfunction()

# A libtorch for CUDA may name a target CUDA::nvToolsExt, which toolkits from 12.9 on no longer have: its
# markers are headers now.
function(microt_supply_nvtx)
  if(NOT TARGET CUDA::cudart OR TARGET CUDA::nvToolsExt)
    return()
  endif()
  add_library(CUDA::nvToolsExt INTERFACE IMPORTED GLOBAL)
  if(TARGET CUDA::nvtx3)
    set_target_properties(CUDA::nvToolsExt PROPERTIES INTERFACE_LINK_LIBRARIES CUDA::nvtx3)
  endif()
endfunction()
