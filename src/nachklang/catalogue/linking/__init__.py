from nachklang.catalogue.linking.resolving import link
