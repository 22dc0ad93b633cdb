"""« Quelles ressources déclarer ? »: one file per declaration, per kind of resource, dated, with the article; read once at start."""
