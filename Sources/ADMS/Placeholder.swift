// ADMS
