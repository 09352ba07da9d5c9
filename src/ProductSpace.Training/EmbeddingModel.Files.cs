using ProductSpace.Training.Models;

namespace ProductSpace.Training;

/// <summary>The model and files: its own folder, and the forms of other programs in both directions.</summary>
public sealed partial class EmbeddingModel
{
    /// <summary>Columns of products.csv behind id and count, such as category and brand, where the training knew them.</summary>
    internal IReadOnlyList<ProductColumn> Columns { get; init; } = [];

    /// <summary>XXH128 of its model.json; empty for a model that was not read from a model folder.</summary>
    internal string FileHash { get; init; } = string.Empty;

    /// <summary>
    /// Writes the model folder. Nothing stands under its name until all of it is on the device; a model that stood there
    /// is replaced, any other folder that is not empty is refused. The same model gives the same bytes.
    /// </summary>
    /// <exception cref="TrainingInputException">the folder is taken, or an id cannot stand in a file of lines.</exception>
    /// <exception cref="OperationCanceledException">cancelled: what stood there before still does.</exception>
    public void Save(string directory, CancellationToken cancellationToken = default) => ModelFolder.Write(this, directory, cancellationToken);

    /// <summary>Reads a model folder and checks all of it: checksums, shapes, ids.</summary>
    /// <exception cref="TrainingInputException">the folder is no sound model; the message says which file and what to do.</exception>
    public static EmbeddingModel Load(string directory, CancellationToken cancellationToken = default) => ModelFolder.Read(directory, cancellationToken);

    /// <summary>
    /// Writes the products' vectors of one space in the form of another program, chosen by the extension: .bin (word2vec
    /// binary), .txt or .vec (word2vec text), .npy with the ids beside it in a file .ids.txt. Older files are replaced.
    /// </summary>
    /// <exception cref="TrainingInputException">the extension is none of these, the model has no such space, or an id cannot stand in this form.</exception>
    public void Export(string path, Space space = Space.Similar, CancellationToken cancellationToken = default) => ModelExport.Write(this, path, space, cancellationToken);

    /// <summary>
    /// Makes a model of vectors that another program trained: word2vec .bin and text, fastText .vec, GloVe, .npy, .fvecs,
    /// .safetensors, and the .bin of fastText, which holds both matrices.
    /// </summary>
    /// <param name="file">The IN vectors.</param>
    /// <param name="nextFile">The OUT vectors of the same products: by id where both files name their rows, else row by row.</param>
    /// <param name="idFile">Product ids, one a line; needed where the file of the IN vectors has none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrainingInputException">the files do not belong together, or hold what cannot be used.</exception>
    /// <exception cref="EmbeddingFormatException">a file is none of the forms, or damaged.</exception>
    public static EmbeddingModel Import(string file, string? nextFile = null, string? idFile = null, CancellationToken cancellationToken = default) =>
        ModelImport.Read(file, nextFile, idFile, null, cancellationToken);
}
