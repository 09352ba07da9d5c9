using System.Text;

namespace ProductSpace.Interchange;

/// <summary>
/// What a file of vectors does not say itself. Everything is optional; what is not said is found in the file.
/// </summary>
public sealed record VectorFileOptions
{
    /// <summary>
    /// Column, member, array or dataset that holds the ids. Default: the one whose name says so, such as id,
    /// product_id, sku or item_id; rows are numbered where there is none.
    /// </summary>
    public string? IdColumn { get; init; }

    /// <summary>
    /// Column, member, array or dataset that holds the vectors. Default: the only one, else one whose name says so,
    /// such as embedding or vector; in an HDF5 file, train.
    /// </summary>
    public string? VectorColumn { get; init; }

    /// <summary>
    /// Components of a vector. Needed only for text without a header whose ids contain blanks, or whose first column
    /// can be an id as well as a component; another value than that of the file is refused.
    /// </summary>
    public int? Dimension { get; init; }

    /// <summary>Name of the tensor in a .safetensors file that holds several.</summary>
    public string? Tensor { get; init; }

    /// <summary>Encoding of text files; UTF-8 by default.</summary>
    public Encoding? Encoding { get; init; }

    /// <summary>
    /// Directory for scratch files, into which most forms are unpacked: about four bytes a component. They have no name
    /// and never outlive the process. Default: a build takes the directory of the snapshot, any other use the system's
    /// temporary one, which is in memory on some machines.
    /// </summary>
    public string? TemporaryDirectory { get; init; }
}
