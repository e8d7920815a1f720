"Print the oldest versions that settings.ini promises to work with, as constraints for pip: `>=` becomes `==`."
from colab import config

for requirement in config()['requirements'].split(): print(requirement.split(',')[0].replace('>=', '=='))
