using System.Text;
using ProductSpace.Training.Models;
using ProductSpace.Training.Tables;

namespace ProductSpace.Training;

/// <summary>Files of the model: its own folder, and the formats of other programs in both directions.</summary>
public sealed partial class EmbeddingModel
{
    /// <summary>
    /// Writes the model folder. Nothing appears under its name until all of it is on the device. A model that is
    /// already there is replaced; any other folder that is not empty is refused. Equal models give equal bytes.
    /// </summary>
    /// <exception cref="TrainingInputException">
    /// The folder is taken, or an id cannot be written to a file of lines.
    /// </exception>
    /// <exception cref="OperationCanceledException">
    /// The token was cancelled. A model that the folder already held is unchanged.
    /// </exception>
    public void Save(string directory, CancellationToken cancellationToken = default) =>
        Save(directory, null, cancellationToken);

    /// <summary>
    /// Writes the model folder as <see cref="Save(string, CancellationToken)"/> does, with an item table beside the
    /// vectors, which a build of the model takes too. Reading the model does not read the table.
    /// </summary>
    /// <inheritdoc cref="Save(string, CancellationToken)" path="/exception"/>
    public void Save(string directory, LearnedTable? table, CancellationToken cancellationToken = default) =>
        Save(directory, table, catalogFile: null, cancellationToken);

    /// <summary>
    /// Writes the model folder with a table and a catalogue beside the vectors, each of which may be null.
    /// </summary>
    internal void Save(
        string directory, LearnedTable? table, string? catalogFile, CancellationToken cancellationToken) =>
        ModelFolder.Write(
            Content,
            directory,
            table is null ? null : path => table.Save(path, cancellationToken),
            catalogFile,
            progress: null,
            cancellationToken);

    /// <summary>Reads a model folder and checks all of it: checksums, shapes, ids.</summary>
    /// <exception cref="TrainingInputException">
    /// The folder holds no sound model; the message names the file and the remedy.
    /// </exception>
    public static EmbeddingModel Load(string directory, CancellationToken cancellationToken = default) =>
        new(ModelFolder.Read(directory, progress: null, cancellationToken));

    /// <summary>Reads a model folder, and tells the bytes checked so far and in total.</summary>
    internal static EmbeddingModel Load(
        string directory, IProgress<BuildProgress> progress, CancellationToken cancellationToken) =>
        new(ModelFolder.Read(directory, progress, cancellationToken));

    /// <summary>
    /// Writes the products' vectors of one space in the format of another program, chosen by the extension: .bin
    /// (word2vec binary), .txt or .vec (word2vec text), .npy with the ids next to it in a file .ids.txt. Older files
    /// are replaced.
    /// </summary>
    /// <param name="path">File to write.</param>
    /// <param name="space">Similar for the IN vectors, Next for the OUT vectors.</param>
    /// <param name="progress">Told the vectors written so far and in total; null for nobody.</param>
    /// <param name="cancellationToken">Ends the writing; older files stay as they are.</param>
    /// <exception cref="TrainingInputException">
    /// The extension is none of these, the model lacks the space, or an id cannot be written in this format.
    /// </exception>
    public void Export(
        string path,
        Space space = Space.Similar,
        IProgress<BuildProgress>? progress = null,
        CancellationToken cancellationToken = default) =>
        ModelExport.Write(Content, path, space, progress, cancellationToken);

    /// <summary>
    /// Makes a model of vectors that another program trained: word2vec .bin and text, fastText .vec, GloVe, .npy,
    /// .fvecs, .safetensors, and the .bin of fastText, which holds both matrices.
    /// </summary>
    /// <param name="file">File of the IN vectors.</param>
    /// <param name="nextFile">
    /// File of the OUT vectors of the same products: matched by id where both files name their rows, otherwise row by
    /// row.
    /// </param>
    /// <param name="idFile">
    /// Product ids, one a line; needed where the file of the IN vectors has none, and refused where it has others.
    /// </param>
    /// <param name="encoding">Encoding of the ids; UTF-8 by default.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="TrainingInputException">The files do not belong together, or hold unusable values.</exception>
    /// <exception cref="EmbeddingFormatException">A file is in none of the formats, or is damaged.</exception>
    public static EmbeddingModel Import(
        string file,
        string? nextFile = null,
        string? idFile = null,
        Encoding? encoding = null,
        CancellationToken cancellationToken = default) =>
        new(ModelImport.Read(file, nextFile, idFile, null, encoding, cancellationToken));
}
