<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>About</name>
    <message>
        <source>About MicroT Workbench</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Turns your own pictures into a personalised, energy-adaptive classifier for a microcontroller, and shows at every step what it costs. The method is MicroT (arXiv 2403.08040).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The window and the shipped program are free software under the GNU General Public License, version 3 or later. The engine and the firmware are under the Apache License 2.0, so that they may go into products. There is no warranty.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It uses these libraries:</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Ask</name>
    <message>
        <source>Choose a folder of pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a manifest (path,label,split)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Manifests (*.csv)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an extractor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extractors (*.json *.mtx)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove the task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove %1 from the project? Its split, cut and ratio are forgotten; the pictures stay.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>nothing is wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this is not possible with these settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Change the settings named in the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a value is out of its range</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a value inside the range given in the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are no usable pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder with one subfolder of pictures for each class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there are fewer than two classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a folder with pictures of another class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a class has too few pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add pictures to that class or leave it out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not a readable picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace or delete the file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the picture is too large</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Scale the picture down.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the list of pictures is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Correct the line named in the details.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the format is not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file of a supported format.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Get the file again from where it came from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file is cut off</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy or download the file again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file was made by a newer version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Update this program.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a file or folder is missing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put it back where it was, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>access was denied</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Allow access to the folder, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>reading or writing failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Check the drive, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close other programs, then try again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network is not valid</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose another extractor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network uses an operator that is not supported</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the weights do not fit the network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose the weights that belong to this network.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the network has no weights, or not all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the file with the weights beside it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the file asks for things that no network needs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Do not use a file from this source.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the computation did not give finite numbers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose other settings or other weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>an unknown error occurred</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>See the details.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Workbench for two-stage classifiers on microcontrollers (MicroT).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open this project.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the demo project, made here if need be.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light, dark or system; for this run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1; for this run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save a picture of every page to this folder and quit; in both themes, two sizes and all languages unless --theme, --size or --lang choose.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Size of the pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of pictures, manifest, project or extractor.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--theme takes light, dark or system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--lang takes one of: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--size takes WIDTHxHEIGHT, from 320x240 to 8192x8192</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StepNotice</name>
    <message>
        <source>The pictures are being read.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The extractor is being opened.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The extractor is looking at the pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heads are being trained at every cut.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The two heads are being trained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no pictures yet: choose a folder with a folder of pictures for each class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no extractor yet: choose a network of the MCUNet zoo or one made here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extractor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extractors (*.json *.mtx)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This did not work: %1. %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::ActionSearch</name>
    <message>
        <source>Search actions…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search actions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Actions found</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::BadFileModel</name>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reason</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::BlockBar</name>
    <message>
        <source>Share of the multiply-accumulates by block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After cut %1: %2 % of the MACs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Up to cut %1: %2 % of the MACs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::Chart</name>
    <message>
        <source>Show everything</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save as %1…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Save “%1”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::ClassModel</name>
    <message>
        <source>train</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>calibration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1: %2 of %3 right (%4 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 answered as %2: %3 of %4 (%5 %)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>answer →</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>← label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confusion matrix, test pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Click a cell to see its pictures.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::CutPage</name>
    <message>
        <source>Cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;A cut divides the extractor in two: the part model up to the cut, which every picture goes through, and the rest, which only unsure pictures resume. An early cut saves more computation, a late one answers more pictures rightly by itself. The fused score weighs both on the calibration pictures, and the cut with the highest score is recommended.&lt;/p&gt;&lt;p&gt;&lt;i&gt;score&lt;/i&gt;(&lt;i&gt;k&lt;/i&gt;) = (&lt;i&gt;w&lt;/i&gt;&lt;sub&gt;a&lt;/sub&gt; (1 − &lt;i&gt;L&lt;/i&gt;) + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;g&lt;/sub&gt; &lt;i&gt;G&lt;/i&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;m&lt;/sub&gt; &lt;i&gt;M&lt;/i&gt;) / (&lt;i&gt;w&lt;/i&gt;&lt;sub&gt;a&lt;/sub&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;g&lt;/sub&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;m&lt;/sub&gt;)&lt;/p&gt;&lt;p&gt;&lt;i&gt;L&lt;/i&gt;: accuracy lost against the full model, relative. &lt;i&gt;G&lt;/i&gt;: accuracy gained for the computation added since the cut before, scaled to 0…1. &lt;i&gt;M&lt;/i&gt;: share of MACs saved.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::CutTableModel</name>
    <message>
        <source>Cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Blocks in the part model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Length of the part model&apos;s features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MACs, M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiply-accumulates of the part model, millions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MACs, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the full model&apos;s multiply-accumulates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Param., k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters of the part model, thousands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arena, kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Largest int8 activations alive at once, 1 kB = 1,000 bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part accuracy on test pictures; plays no part in the choice</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calib., %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part accuracy on calibration pictures, by which the cut is chosen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy loss L against the full model, relative</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Gain ratio: accuracy gained for the computation added</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fused score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1, recommended</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::CutView</name>
    <message>
        <source>Cut %1 is recommended: on the calibration pictures its part model is right in %2 % where the full model is right in %3 %, for %4 % of the computation. Its fused score is %5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>, ahead of cut %1 with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cost and accuracy of the part model at every cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;MACs saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Use the recommended cut</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All cuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights of the fused score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>earlier blocks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cut: blocks in the part model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of MACs and test accuracy, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut %1, recommended</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cut %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::DataPage</name>
    <message>
        <source>Add pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A manifest (CSV)…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Remove task</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tasks of the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train: heads learn from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Calibration: sets thresholds</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test: only measures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures of the class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unreadable files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>in %1 classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Unreadable files (%1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No pictures yet. Choose a folder, drop one here, or open the demo (File menu).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Data</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Each task is a set of pictures with its own classes; all tasks of a project share one extractor. The pictures are divided by class: heads learn from the train part, thresholds come from the calibration part, and the test part only ever measures. Files that cannot be read are left out and listed with the reason.&lt;/p&gt;&lt;p&gt;For a class of &lt;i&gt;n&lt;/i&gt; pictures: &lt;i&gt;n&lt;/i&gt;&lt;sub&gt;test&lt;/sub&gt; = &lt;i&gt;n&lt;/i&gt; · test share, &lt;i&gt;n&lt;/i&gt;&lt;sub&gt;calibration&lt;/sub&gt; = &lt;i&gt;n&lt;/i&gt; · calibration share, the rest is for training.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::ErrorBar</name>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 failed: %2.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::ExtractorPage</name>
    <message>
        <source>Choose an extractor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Multiply-accumulates</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Activations, largest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>SHA-256 of the weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MACs by block</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>M</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 operators</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>folded, no classifier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>kB</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>int8, alive at once</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 cuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 × %1 pixels, %2; mean %3, deviation %4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>squashed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>short side scaled, centre cut out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The file does not say.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No extractor yet: choose one that ships with the workbench, or a file.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Extractor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;The extractor is a small convolutional network that turns a picture into a short vector of features. It is frozen: on the board only the heads behind it learn. Pictures are scaled as the extractor was trained to see them; that belongs to it and travels with it.&lt;/p&gt;&lt;p&gt;MACs of a convolution = &lt;i&gt;H&lt;/i&gt; · &lt;i&gt;W&lt;/i&gt; · &lt;i&gt;C&lt;/i&gt;&lt;sub&gt;out&lt;/sub&gt; · &lt;i&gt;k&lt;/i&gt;² · &lt;i&gt;C&lt;/i&gt;&lt;sub&gt;in&lt;/sub&gt; / groups, on the output&apos;s &lt;i&gt;H&lt;/i&gt; × &lt;i&gt;W&lt;/i&gt;. Network input = (pixel / 255 − mean) / deviation.&lt;/p&gt;&lt;p&gt;Batch normalisation is folded into the convolutions and clips are fused, as on the board.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::FigureTile</name>
    <message>
        <source>being recomputed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::JobLine</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::JobsBar</name>
    <message>
        <source>pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>files</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>heads</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cuts</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 min %2 s left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 h %2 min left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cancelling…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2/s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show all jobs</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::LayerModel</name>
    <message>
        <source>convolution</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>pointwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>depthwise</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>add</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>average pool</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>linear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 MAC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Height × width × channels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stride</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Output</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MAC</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>MAC share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::MainWindow</name>
    <message>
        <source>MicroT Workbench</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the &amp;demo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a folder of &amp;pictures…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add a &amp;manifest…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose an &amp;extractor…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Save (happens by itself)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>E&amp;xport the report…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Copy the command of this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Remove this task…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Side panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the &amp;pictures again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Read the e&amp;xtractor again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Embed again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try every &amp;cut again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Train the heads again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Run what &amp;failed or was cancelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel &amp;all jobs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;What is this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;About and licences</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search actions…  Ctrl+K</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>New project: name its folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::PicturePopover</name>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>(the first %1)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::Rail</name>
    <message>
        <source>not started</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>at work</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>out of date</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>failed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::RatioSlider</name>
    <message>
        <source>Arrow keys change it by 0.01, Page Up and Page Down by 0.1.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::ReportPage</name>
    <message>
        <source>Preview of the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Folder to export into</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Charts as SVG</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compose again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;The report says what this project holds: pictures and split, the extractor and where it comes from, every cut, and what the chosen stage-decision ratio gives for each task. Every figure names what it was measured on; energy is modelled from the board&apos;s profile, never measured here. The same project gives the same report, byte for byte.&lt;/p&gt;&lt;p&gt;&lt;b&gt;95 % interval&lt;/b&gt; of an accuracy p from n test pictures (Wilson): it says how far another draw of test pictures could move the figure.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Composing the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report could not be composed: %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Exporting the report</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Files written: %1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing more was written: %1. Choose another folder or make room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The report is being composed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Report</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::SidePanel</name>
    <message>
        <source>What is this</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The command that repeats this page</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::SplitEditor</name>
    <message>
        <source> %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ca&amp;libration</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;eed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the pictures that thresholds are computed from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The same seed divides the same pictures the same way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>These pictures come with their own test part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Share of the pictures that only measure</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::StagePage</name>
    <message>
        <source>Board</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Board whose energy and time are modelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How sure the part model is of its answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Highest probability</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kind of head</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classifier on the features</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Logistic</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nearest neighbours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Perceptron</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Temperature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit a temperature on calibration pictures, so that confidences become probabilities</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Temperature %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” answered rightly: %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“%1” answered as “%2”: %3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stage-decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&lt;p&gt;Every picture first goes through the part model; if its confidence reaches the threshold, that is the answer, otherwise the full model resumes where the part model stopped. The stage-decision ratio is the share of pictures that the part model shall answer: more saves energy, less is usually more accurate. The threshold for a ratio comes from the calibration pictures; what is shown was measured on the test pictures.&lt;/p&gt;&lt;p&gt;&lt;i&gt;threshold&lt;/i&gt;(&lt;i&gt;r&lt;/i&gt;) = the (1 − &lt;i&gt;r&lt;/i&gt;) quantile of the part confidences&lt;br&gt;&lt;i&gt;E&lt;/i&gt; = &lt;i&gt;E&lt;/i&gt;&lt;sub&gt;part&lt;/sub&gt; + (1 − &lt;i&gt;r&lt;/i&gt;) &lt;i&gt;E&lt;/i&gt;&lt;sub&gt;rest&lt;/sub&gt;&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::StageTableModel</name>
    <message>
        <source>part answers all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full answers all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part %1 (%2 % right), full %3 (%4 % right)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Staged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy, mJ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saving, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency, ms</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::StageView</name>
    <message>
        <source>&amp;Ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold %1 ± %2 from %3 samples</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy per picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered early</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy against ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Energy against ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence of the part model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Part, full and staged model side by side</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>staged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered by the part model, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Modelled energy per picture, mJ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>resumed rest</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>full alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>above 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>From all calibration pictures. ± is its spread over %1 draws of %2 of them, as on a board with few pictures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 points vs full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 of %2 test pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>modelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>mJ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 % vs full</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ms</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 mJ</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>threshold</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>microt::gui::Workspace</name>
    <message>
        <source>Saving the project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the project %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the project %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Making the demo project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening the extractor %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Embedding %1 with %2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trying every cut on %1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training the heads of %1</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
