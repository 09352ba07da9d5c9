namespace ProductSpace.Interchange.Rows;

/// <summary>Which columns of a file hold the ids and the vectors; null where they are to be guessed.</summary>
/// <param name="Id">Name of the column of ids.</param>
/// <param name="Vector">Name of the column of vectors, the array of an .npz, or the dataset of an HDF5 file.</param>
internal readonly record struct ColumnChoice(string? Id, string? Vector);
