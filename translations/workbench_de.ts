<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>About</name>
    <message>
        <source>About MicroT Workbench</source>
        <translation>Über MicroT Workbench</translation>
    </message>
    <message>
        <source>Turns your own pictures into a personalised, energy-adaptive classifier for a microcontroller, and shows at every step what it costs. The method is MicroT (arXiv 2403.08040).</source>
        <translation>Macht aus Ihren Bildern einen persönlichen, energiebewussten Klassifikator für einen Mikrocontroller und zeigt bei jedem Schritt, was er kostet. Die Methode ist MicroT (arXiv 2403.08040).</translation>
    </message>
    <message>
        <source>The window and the shipped program are free software under the GNU General Public License, version 3 or later. The engine and the firmware are under the Apache License 2.0, so that they may go into products. There is no warranty.</source>
        <translation>Fenster und ausgeliefertes Programm sind freie Software unter der GNU General Public License, Version 3 oder später. Engine und Firmware stehen unter der Apache License 2.0, damit sie in Produkte eingehen können. Es gibt keine Gewährleistung.</translation>
    </message>
    <message>
        <source>It uses these libraries:</source>
        <translation>Es nutzt diese Bibliotheken:</translation>
    </message>
</context>
<context>
    <name>Ask</name>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>Choose a manifest (path,label,split)</source>
        <translation>Liste wählen (path,label,split)</translation>
    </message>
    <message>
        <source>Manifests (*.csv)</source>
        <translation>Listen (*.csv)</translation>
    </message>
    <message>
        <source>Choose an extractor</source>
        <translation>Extraktor wählen</translation>
    </message>
    <message>
        <source>Remove the task</source>
        <translation>Aufgabe entfernen</translation>
    </message>
    <message>
        <source>Remove %1 from the project? Its split, cut and ratio are forgotten; the pictures stay.</source>
        <translation>%1 aus dem Projekt entfernen? Aufteilung, Schnitt und Anteil werden vergessen; die Bilder bleiben.</translation>
    </message>
    <message>
        <source>Extractors (*.json *.mtx *.onnx *.tflite)</source>
        <translation>Extraktoren (*.json *.mtx *.onnx *.tflite)</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>No epoch has ended yet.</source>
        <translation>Noch ist keine Epoche zu Ende.</translation>
    </message>
    <message>
        <source>Stopped with its checkpoint, the training goes on from epoch %1 of %2 when the project is opened again. Discarded, these epochs are lost.</source>
        <translation>Mit Sicherung angehalten geht das Training nach Epoche %1 von %2 weiter, wenn das Projekt wieder geöffnet wird. Verworfen sind diese Epochen verloren.</translation>
    </message>
    <message>
        <source>Work is under way</source>
        <translation>Es wird noch gearbeitet</translation>
    </message>
    <message>
        <source>Close when it has &amp;ended</source>
        <translation>Schließen, wenn es fertig &amp;ist</translation>
    </message>
    <message>
        <source>&amp;Stop, keep the checkpoint</source>
        <translation>&amp;Anhalten, Sicherung behalten</translation>
    </message>
    <message>
        <source>&amp;Stop and close</source>
        <translation>&amp;Anhalten und schließen</translation>
    </message>
    <message>
        <source>Stop and &amp;discard</source>
        <translation>Anhalten und &amp;verwerfen</translation>
    </message>
    <message>
        <source>Do &amp;not close</source>
        <translation>&amp;Nicht schließen</translation>
    </message>
</context>
<context>
    <name>DataWarnings</name>
    <message>
        <source>%1 of %2 test pictures are also among those that are learnt from, as the same picture or nearly: accuracies may be too high by that share.</source>
        <translation>%1 von %2 Testbildern sind auch unter denen, aus denen gelernt wird, gleich oder fast gleich: Genauigkeiten können um diesen Anteil zu hoch sein.</translation>
    </message>
    <message>
        <source>Classes without a test picture: %1 of %2 (%3, …). No figure says anything about them.</source>
        <translation>Klassen ohne Testbild: %1 von %2 (%3, …). Keine Zahl sagt etwas über sie.</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
    <message>
        <source>damaged, or no picture</source>
        <translation>beschädigt oder kein Bild</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>a link that is not followed</source>
        <translation>eine Verknüpfung, der nicht gefolgt wird</translation>
    </message>
    <message>
        <source>listed twice</source>
        <translation>doppelt aufgeführt</translation>
    </message>
    <message>
        <source>not in the list</source>
        <translation>nicht in der Liste</translation>
    </message>
    <message>
        <source>in no class</source>
        <translation>in keiner Klasse</translation>
    </message>
    <message>
        <source>a folder without pictures</source>
        <translation>ein Ordner ohne Bilder</translation>
    </message>
    <message>
        <source>not a picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>left by a system or program</source>
        <translation>von System oder Programm hinterlassen</translation>
    </message>
    <message>
        <source>several pictures in one file</source>
        <translation>mehrere Bilder in einer Datei</translation>
    </message>
    <message>
        <source>transparent in parts</source>
        <translation>teilweise durchsichtig</translation>
    </message>
    <message>
        <source>nearly black: few of 16 bits</source>
        <translation>fast schwarz: wenige von 16 Bit</translation>
    </message>
    <message>
        <source>odd</source>
        <translation>auffällig</translation>
    </message>
    <message>
        <source>%1 and %2 more</source>
        <translation>%1 und %2 weitere</translation>
    </message>
    <message>
        <source>Pictures with doubles in another class: %1. All but one of the labels of each are wrong.</source>
        <translation>Bilder mit Doppeln in einer anderen Klasse: %1. Bis auf eine sind deren Klassen falsch.</translation>
    </message>
    <message>
        <source>excluded here</source>
        <translation>hier ausgeschlossen</translation>
    </message>
    <message>
        <source>Classes are unbalanced (%1 pictures of %2, %3 of %4): look at the balanced accuracy; with class weights, heads count every class alike.</source>
        <translation>Die Klassen sind unausgewogen (%1 Bilder von %2, %3 von %4): Sehen Sie auf die ausgewogene Genauigkeit; mit Klassengewichten zählen Köpfe jede Klasse gleich.</translation>
    </message>
    <message>
        <source>As the file says, or the usual</source>
        <translation>Wie die Datei sagt, sonst das Übliche</translation>
    </message>
    <message>
        <source>MCUNet zoo (-1..1)</source>
        <translation>MCUNet-Zoo (-1..1)</translation>
    </message>
    <message>
        <source>ImageNet&apos;s mean and deviation</source>
        <translation>Mittelwert und Streuung von ImageNet</translation>
    </message>
    <message>
        <source>Raw pixels (0..255)</source>
        <translation>Rohe Pixel (0..255)</translation>
    </message>
    <message>
        <source>The network looks saturated: %1 % of what its bounded activations give is at the upper bound. Its pictures are perhaps scaled otherwise than it was trained with: see the Input tab of the Extractor page.</source>
        <translation>Das Netz wirkt gesättigt: %1 % dessen, was seine begrenzten Aktivierungen liefern, liegt an der oberen Grenze. Vielleicht sind die Bilder anders skaliert als beim Training: siehe Reiter Eingabe der Seite Extraktor.</translation>
    </message>
    <message>
        <source>The network seems to want other pixels: with the scaling “%1” (Extractor page, Input tab) the nearest of %2 train pictures has the right class for %3 %, as it is for %4 %.</source>
        <translation>Das Netz scheint andere Pixel zu erwarten: Mit der Skalierung „%1“ (Seite Extraktor, Reiter Eingabe) hat das nächste von %2 Trainingsbildern zu %3 % die richtige Klasse, so zu %4 %.</translation>
    </message>
</context>
<context>
    <name>Dropped</name>
    <message>
        <source>A deployment image is for boards: the Board page deploys the task&apos;s own, “microt board deploy” any other. Open the extractor that it was made from.</source>
        <translation>Ein Deployment-Image ist für Boards: Die Seite Board überträgt das der Aufgabe, „microt board deploy“ jedes andere. Öffnen Sie den Extraktor, aus dem es entstand.</translation>
    </message>
    <message>
        <source>Heads belong to a board: connect one and choose Import heads in the menu of the Board page.</source>
        <translation>Köpfe gehören zu einem Board: Verbinden Sie eines und wählen Sie im Menü der Seite Board „Köpfe importieren“.</translation>
    </message>
    <message>
        <source>Features are numbers without pictures: open the folder of pictures that they were computed from.</source>
        <translation>Merkmale sind Zahlen ohne Bilder: Öffnen Sie den Bilderordner, aus dem sie berechnet wurden.</translation>
    </message>
    <message>
        <source>Firmware runs on a board and is not opened here: copy the .bin onto the drive of a Nucleo.</source>
        <translation>Firmware läuft auf einem Board und wird hier nicht geöffnet: Kopieren Sie die .bin auf das Laufwerk eines Nucleo.</translation>
    </message>
    <message>
        <source>Weights alone do not say which network they are of: open the .json that lies beside them.</source>
        <translation>Gewichte allein sagen nicht, zu welchem Netz sie gehören: Öffnen Sie die .json, die daneben liegt.</translation>
    </message>
    <message>
        <source>A TorchScript network can only teach: name it as the teacher on the Extractor page, under Distil.</source>
        <translation>Ein TorchScript-Netz kann nur lehren: Nennen Sie es auf der Seite Extraktor unter Destillieren als Lehrer.</translation>
    </message>
    <message>
        <source>One picture makes no task: open the folder that has a folder of pictures for each class.</source>
        <translation>Ein Bild allein ist keine Aufgabe: Öffnen Sie den Ordner, der für jede Klasse einen Ordner mit Bildern hat.</translation>
    </message>
    <message>
        <source>This can be opened: a project folder, a folder of pictures, a .csv manifest, and an extractor (.json, .mtx, .onnx, .tflite).</source>
        <translation>Geöffnet werden können: ein Projektordner, ein Bilderordner, ein Manifest (.csv) und ein Extraktor (.json, .mtx, .onnx, .tflite).</translation>
    </message>
</context>
<context>
    <name>ErrorText</name>
    <message>
        <source>nothing is wrong</source>
        <translation>alles in Ordnung</translation>
    </message>
    <message>
        <source>this is not possible with these settings</source>
        <translation>mit diesen Einstellungen nicht möglich</translation>
    </message>
    <message>
        <source>Change the settings named in the details.</source>
        <translation>Ändern Sie die in den Details genannten Einstellungen.</translation>
    </message>
    <message>
        <source>a value is out of its range</source>
        <translation>ein Wert liegt außerhalb seines Bereichs</translation>
    </message>
    <message>
        <source>Choose a value inside the range given in the details.</source>
        <translation>Wählen Sie einen Wert im Bereich, den die Details nennen.</translation>
    </message>
    <message>
        <source>there are no usable pictures</source>
        <translation>es gibt keine brauchbaren Bilder</translation>
    </message>
    <message>
        <source>Choose a folder with one subfolder of pictures for each class.</source>
        <translation>Wählen Sie einen Ordner mit einem Unterordner voller Bilder je Klasse.</translation>
    </message>
    <message>
        <source>there are fewer than two classes</source>
        <translation>es gibt weniger als zwei Klassen</translation>
    </message>
    <message>
        <source>Add a folder with pictures of another class.</source>
        <translation>Fügen Sie einen Ordner mit Bildern einer weiteren Klasse hinzu.</translation>
    </message>
    <message>
        <source>a class has too few pictures</source>
        <translation>eine Klasse hat zu wenige Bilder</translation>
    </message>
    <message>
        <source>Add pictures to that class or leave it out.</source>
        <translation>Fügen Sie dieser Klasse Bilder hinzu oder lassen Sie sie weg.</translation>
    </message>
    <message>
        <source>not a readable picture</source>
        <translation>kein lesbares Bild</translation>
    </message>
    <message>
        <source>Replace or delete the file.</source>
        <translation>Ersetzen oder löschen Sie die Datei.</translation>
    </message>
    <message>
        <source>the picture is too large</source>
        <translation>das Bild ist zu groß</translation>
    </message>
    <message>
        <source>Scale the picture down.</source>
        <translation>Verkleinern Sie das Bild.</translation>
    </message>
    <message>
        <source>the list of pictures is not valid</source>
        <translation>die Bilderliste ist ungültig</translation>
    </message>
    <message>
        <source>Correct the line named in the details.</source>
        <translation>Berichtigen Sie die in den Details genannte Zeile.</translation>
    </message>
    <message>
        <source>the format is not supported</source>
        <translation>das Format wird nicht unterstützt</translation>
    </message>
    <message>
        <source>Choose a file of a supported format.</source>
        <translation>Wählen Sie eine Datei in einem unterstützten Format.</translation>
    </message>
    <message>
        <source>the file is damaged</source>
        <translation>die Datei ist beschädigt</translation>
    </message>
    <message>
        <source>Get the file again from where it came from.</source>
        <translation>Holen Sie die Datei noch einmal von ihrer Quelle.</translation>
    </message>
    <message>
        <source>the file is cut off</source>
        <translation>die Datei ist abgeschnitten</translation>
    </message>
    <message>
        <source>Copy or download the file again.</source>
        <translation>Kopieren oder laden Sie die Datei noch einmal.</translation>
    </message>
    <message>
        <source>the file was made by a newer version</source>
        <translation>die Datei stammt von einer neueren Version</translation>
    </message>
    <message>
        <source>Update this program.</source>
        <translation>Aktualisieren Sie dieses Programm.</translation>
    </message>
    <message>
        <source>a file or folder is missing</source>
        <translation>eine Datei oder ein Ordner fehlt</translation>
    </message>
    <message>
        <source>Put it back where it was, then try again.</source>
        <translation>Legen Sie sie zurück und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>access was denied</source>
        <translation>der Zugriff wurde verweigert</translation>
    </message>
    <message>
        <source>Allow access to the folder, then try again.</source>
        <translation>Erlauben Sie den Zugriff auf den Ordner und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>the disk is full</source>
        <translation>der Datenträger ist voll</translation>
    </message>
    <message>
        <source>Free some space, then try again.</source>
        <translation>Schaffen Sie Platz und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>reading or writing failed</source>
        <translation>Lesen oder Schreiben ist fehlgeschlagen</translation>
    </message>
    <message>
        <source>Check the drive, then try again.</source>
        <translation>Prüfen Sie das Laufwerk und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>there is not enough memory</source>
        <translation>der Speicher reicht nicht</translation>
    </message>
    <message>
        <source>Close other programs, then try again.</source>
        <translation>Schließen Sie andere Programme und versuchen Sie es erneut.</translation>
    </message>
    <message>
        <source>the network is not valid</source>
        <translation>das Netz ist ungültig</translation>
    </message>
    <message>
        <source>Choose another extractor.</source>
        <translation>Wählen Sie einen anderen Extraktor.</translation>
    </message>
    <message>
        <source>the network uses an operator that is not supported</source>
        <translation>das Netz verwendet einen Operator, der nicht unterstützt wird</translation>
    </message>
    <message>
        <source>the weights do not fit the network</source>
        <translation>die Gewichte passen nicht zum Netz</translation>
    </message>
    <message>
        <source>Choose the weights that belong to this network.</source>
        <translation>Wählen Sie die Gewichte, die zu diesem Netz gehören.</translation>
    </message>
    <message>
        <source>the network has no weights, or not all</source>
        <translation>das Netz hat keine oder nicht alle Gewichte</translation>
    </message>
    <message>
        <source>Put the file with the weights beside it.</source>
        <translation>Legen Sie die Datei mit den Gewichten daneben.</translation>
    </message>
    <message>
        <source>the file asks for things that no network needs</source>
        <translation>die Datei verlangt Dinge, die kein Netz braucht</translation>
    </message>
    <message>
        <source>Do not use a file from this source.</source>
        <translation>Verwenden Sie keine Datei aus dieser Quelle.</translation>
    </message>
    <message>
        <source>the computation did not give finite numbers</source>
        <translation>die Rechnung ergab keine endlichen Zahlen</translation>
    </message>
    <message>
        <source>Choose other settings or other weights.</source>
        <translation>Wählen Sie andere Einstellungen oder andere Gewichte.</translation>
    </message>
    <message>
        <source>it was cancelled</source>
        <translation>es wurde abgebrochen</translation>
    </message>
    <message>
        <source>Start it again.</source>
        <translation>Starten Sie es erneut.</translation>
    </message>
    <message>
        <source>an unknown error occurred</source>
        <translation>ein unbekannter Fehler ist aufgetreten</translation>
    </message>
    <message>
        <source>See the details.</source>
        <translation>Siehe Details.</translation>
    </message>
    <message>
        <source>the board does not answer</source>
        <translation>das Board antwortet nicht</translation>
    </message>
    <message>
        <source>Check the cable and that the board runs this firmware, then connect again.</source>
        <translation>Prüfen, ob das Kabel steckt und das Board diese Firmware ausführt, dann neu verbinden.</translation>
    </message>
    <message>
        <source>the board is gone</source>
        <translation>das Board ist weg</translation>
    </message>
    <message>
        <source>another program uses the port</source>
        <translation>ein anderes Programm benutzt den Anschluss</translation>
    </message>
    <message>
        <source>Close that program, then try again.</source>
        <translation>Jenes Programm schließen, dann erneut versuchen.</translation>
    </message>
    <message>
        <source>the board runs another version of the firmware</source>
        <translation>das Board führt eine andere Version der Firmware aus</translation>
    </message>
    <message>
        <source>Flash the firmware that belongs to this workbench.</source>
        <translation>Die Firmware aufspielen, die zu dieser Workbench gehört.</translation>
    </message>
    <message>
        <source>the board has no network</source>
        <translation>das Board hat kein Netz</translation>
    </message>
    <message>
        <source>Deploy a network first.</source>
        <translation>Zuerst ein Netz aufspielen.</translation>
    </message>
    <message>
        <source>the board has no task that fits its network</source>
        <translation>das Board hat keine Aufgabe, die zu seinem Netz passt</translation>
    </message>
    <message>
        <source>Make a task on the board first.</source>
        <translation>Zuerst eine Aufgabe auf dem Board anlegen.</translation>
    </message>
    <message>
        <source>the task on the board is not trained</source>
        <translation>die Aufgabe auf dem Board ist nicht trainiert</translation>
    </message>
    <message>
        <source>Collect samples and train first.</source>
        <translation>Zuerst Proben sammeln und trainieren.</translation>
    </message>
    <message>
        <source>the board has lost the picture</source>
        <translation>das Board hat das Bild verloren</translation>
    </message>
    <message>
        <source>Send it again.</source>
        <translation>Noch einmal senden.</translation>
    </message>
    <message>
        <source>the board holds no more samples</source>
        <translation>das Board fasst keine weiteren Proben</translation>
    </message>
    <message>
        <source>Clear the samples of a task.</source>
        <translation>Die Proben einer Aufgabe löschen.</translation>
    </message>
    <message>
        <source>it does not fit the board</source>
        <translation>es passt nicht auf das Board</translation>
    </message>
    <message>
        <source>Choose a smaller network or another board.</source>
        <translation>Ein kleineres Netz oder ein anderes Board wählen.</translation>
    </message>
    <message>
        <source>what arrived is not what was sent</source>
        <translation>was ankam, ist nicht, was gesendet wurde</translation>
    </message>
    <message>
        <source>the board cannot write its flash</source>
        <translation>das Board kann seinen Flash nicht schreiben</translation>
    </message>
    <message>
        <source>Erase the slot and try again.</source>
        <translation>Den Slot löschen und erneut versuchen.</translation>
    </message>
    <message>
        <source>the board is busy</source>
        <translation>das Board ist beschäftigt</translation>
    </message>
    <message>
        <source>Wait until it is done, or cancel its work.</source>
        <translation>Warten, bis es fertig ist, oder seine Arbeit abbrechen.</translation>
    </message>
    <message>
        <source>the board does not know this request</source>
        <translation>das Board kennt diese Anfrage nicht</translation>
    </message>
    <message>
        <source>Plug it in or connect it again; what it keeps in flash is still there.</source>
        <translation>Anstecken oder erneut verbinden; was in seinem Flash liegt, ist noch da.</translation>
    </message>
    <message>
        <source>what arrives from the board makes no sense</source>
        <translation>was vom Board kommt, ergibt keinen Sinn</translation>
    </message>
    <message>
        <source>Check that the board runs this firmware and nothing else talks on its line.</source>
        <translation>Prüfen, ob auf dem Board diese Firmware läuft und nichts anderes auf der Leitung spricht.</translation>
    </message>
    <message>
        <source>another process of this training is gone</source>
        <translation>ein anderer Prozess dieses Trainings ist weg</translation>
    </message>
    <message>
        <source>Start all of them again with --resume; rank 0 left a checkpoint.</source>
        <translation>Starten Sie alle mit --resume neu; Rang 0 hat einen Checkpoint hinterlassen.</translation>
    </message>
    <message>
        <source>Check the name, or choose another.</source>
        <translation>Prüfen Sie den Namen oder wählen Sie etwas anderes.</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>ratio</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>test share</source>
        <translation>Testanteil</translation>
    </message>
    <message>
        <source>calibration share</source>
        <translation>Kalibrieranteil</translation>
    </message>
    <message>
        <source>seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>confidence measure</source>
        <translation>Konfidenzmaß</translation>
    </message>
    <message>
        <source>kind of head</source>
        <translation>Art des Kopfes</translation>
    </message>
    <message>
        <source>class weights</source>
        <translation>Klassengewichte</translation>
    </message>
    <message>
        <source>temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>features as published</source>
        <translation>Merkmale wie veröffentlicht</translation>
    </message>
    <message>
        <source>following links</source>
        <translation>Verknüpfungen folgen</translation>
    </message>
    <message>
        <source>background</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>recommendation</source>
        <translation>Empfehlung</translation>
    </message>
    <message>
        <source>accepted loss</source>
        <translation>erlaubter Verlust</translation>
    </message>
    <message>
        <source>weight of accuracy</source>
        <translation>Gewicht der Genauigkeit</translation>
    </message>
    <message>
        <source>weight of gain</source>
        <translation>Gewicht des Gewinns</translation>
    </message>
    <message>
        <source>weight of MACs</source>
        <translation>Gewicht der MACs</translation>
    </message>
    <message>
        <source>board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>precision</source>
        <translation>Rechengenauigkeit</translation>
    </message>
    <message>
        <source>extractor</source>
        <translation>Extraktor</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <source>number of seeds</source>
        <translation>Anzahl der Seeds</translation>
    </message>
    <message>
        <source>epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>memory budget</source>
        <translation>Speicherbudget</translation>
    </message>
    <message>
        <source>patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>batch</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>momentum</source>
        <translation>Impuls</translation>
    </message>
    <message>
        <source>held-out share</source>
        <translation>zurückgehaltener Anteil</translation>
    </message>
    <message>
        <source>pictures of the choice</source>
        <translation>Bilder der Auswahl</translation>
    </message>
    <message>
        <source>earlier cuts</source>
        <translation>frühere Schnitte</translation>
    </message>
    <message>
        <source>exits</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>second exit</source>
        <translation>zweiter Ausgang</translation>
    </message>
    <message>
        <source>third exit</source>
        <translation>dritter Ausgang</translation>
    </message>
</context>
<context>
    <name>LabelActions</name>
    <message>
        <source>Relabel</source>
        <translation>Andere Klasse</translation>
    </message>
    <message>
        <source>Rename the class</source>
        <translation>Klasse umbenennen</translation>
    </message>
    <message>
        <source>New name of %1; the name of another class makes them one</source>
        <translation>Neuer Name von %1; der Name einer anderen Klasse vereint beide</translation>
    </message>
    <message>
        <source>Rename the task</source>
        <translation>Aufgabe umbenennen</translation>
    </message>
    <message>
        <source>New name of %1: letters, digits, - _ and . are allowed</source>
        <translation>Neuer Name von %1: Buchstaben, Ziffern, - _ und . sind erlaubt</translation>
    </message>
    <message>
        <source>&amp;Larger view</source>
        <translation>&amp;Größer ansehen</translation>
    </message>
    <message>
        <source>&amp;Relabel as</source>
        <translation>And&amp;ere Klasse</translation>
    </message>
    <message>
        <source>&amp;Another class…</source>
        <translation>&amp;Eine andere Klasse…</translation>
    </message>
    <message>
        <source>&amp;Exclude</source>
        <translation>&amp;Ausschließen</translation>
    </message>
    <message>
        <source>%1 excluded</source>
        <translation>%1 ausgeschlossen</translation>
    </message>
    <message>
        <source>%1 relabelled</source>
        <translation>%1 in anderer Klasse</translation>
    </message>
    <message>
        <source>%1 classes renamed</source>
        <translation>%1 Klassen umbenannt</translation>
    </message>
    <message>
        <source>Re&amp;name the class…</source>
        <translation>Klasse umbe&amp;nennen…</translation>
    </message>
    <message>
        <source>&amp;Take back</source>
        <translation>&amp;Zurücknehmen</translation>
    </message>
    <message>
        <source>Class of the chosen pictures; another name makes a new class</source>
        <translation>Klasse der gewählten Bilder; ein anderer Name macht eine neue Klasse</translation>
    </message>
    <message>
        <source>1 class renamed</source>
        <translation>1 Klasse umbenannt</translation>
    </message>
</context>
<context>
    <name>Main</name>
    <message>
        <source>Workbench for two-stage classifiers on microcontrollers (MicroT).</source>
        <translation>Werkbank für zweistufige Klassifikatoren auf Mikrocontrollern (MicroT).</translation>
    </message>
    <message>
        <source>Open this project.</source>
        <translation>Dieses Projekt öffnen.</translation>
    </message>
    <message>
        <source>Open the demo project, made here if need be.</source>
        <translation>Das Demoprojekt öffnen und nötigenfalls hier anlegen.</translation>
    </message>
    <message>
        <source>light, dark or system; for this run.</source>
        <translation>light, dark oder system; für diesen Lauf.</translation>
    </message>
    <message>
        <source>%1; for this run.</source>
        <translation>%1; für diesen Lauf.</translation>
    </message>
    <message>
        <source>Save a picture of every page to this folder and quit; in both themes, two sizes and all languages unless --theme, --size or --lang choose.</source>
        <translation>Ein Bild jeder Seite in diesem Ordner speichern und beenden; in beiden Farbschemata, zwei Größen und allen Sprachen, wenn --theme, --size oder --lang nichts anderes wählen.</translation>
    </message>
    <message>
        <source>Size of the pictures.</source>
        <translation>Größe der Bilder.</translation>
    </message>
    <message>
        <source>Folder of pictures, manifest, project or extractor.</source>
        <translation>Ordner mit Bildern, Liste, Projekt oder Extraktor.</translation>
    </message>
    <message>
        <source>--theme takes light, dark or system</source>
        <translation>--theme nimmt light, dark oder system</translation>
    </message>
    <message>
        <source>--lang takes one of: %1</source>
        <translation>--lang nimmt eines von: %1</translation>
    </message>
    <message>
        <source>--size takes WIDTHxHEIGHT, from 320x240 to 8192x8192</source>
        <translation>--size nimmt BREITExHÖHE, von 320x240 bis 8192x8192</translation>
    </message>
</context>
<context>
    <name>StepNotice</name>
    <message>
        <source>The pictures are being read.</source>
        <translation>Die Bilder werden gelesen.</translation>
    </message>
    <message>
        <source>The extractor is being opened.</source>
        <translation>Der Extraktor wird geöffnet.</translation>
    </message>
    <message>
        <source>The extractor is looking at the pictures.</source>
        <translation>Der Extraktor sieht sich die Bilder an.</translation>
    </message>
    <message>
        <source>Heads are being trained at every cut.</source>
        <translation>An jedem Schnitt werden Köpfe trainiert.</translation>
    </message>
    <message>
        <source>The two heads are being trained.</source>
        <translation>Die beiden Köpfe werden trainiert.</translation>
    </message>
    <message>
        <source>There are no pictures yet: choose a folder with a folder of pictures for each class.</source>
        <translation>Noch keine Bilder: Wählen Sie einen Ordner, der je Klasse einen Ordner mit Bildern enthält.</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Folder of pictures</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>There is no extractor yet: choose a network of the MCUNet zoo or one made here.</source>
        <translation>Noch kein Extraktor: Wählen Sie ein Netz des MCUNet-Zoos oder ein hier gemachtes.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Extractor</source>
        <translation>Extraktor</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Extractors (*.json *.mtx *.onnx *.tflite)</source>
        <translation>Extraktoren (*.json *.mtx *.onnx *.tflite)</translation>
    </message>
    <message>
        <source>%1 It did not work: %2.</source>
        <translation>%1 Es hat nicht geklappt: %2.</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
</context>
<context>
    <name>batch</name>
    <message>
        <source>Pictures a step</source>
        <translation>Bilder je Schritt</translation>
    </message>
</context>
<context>
    <name>budget</name>
    <message>
        <source>Memory that sparse and tinytrain may take beside the forward pass, kB</source>
        <translation>Speicher, den SparseUpdate und TinyTrain neben dem Vorwärtsdurchlauf brauchen dürfen, kB</translation>
    </message>
</context>
<context>
    <name>clipNorm</name>
    <message>
        <source>Longest gradient; 0: any</source>
        <translation>Längster Gradient; 0: beliebig</translation>
    </message>
</context>
<context>
    <name>count</name>
    <message>
        <source>Views of each picture that teacher and student share; small pictures have one</source>
        <translation>Ansichten jedes Bildes, die Lehrer und Schüler teilen; kleine Bilder haben eine</translation>
    </message>
</context>
<context>
    <name>cut</name>
    <message>
        <source>Where the part model ends</source>
        <translation>Wo das Teilmodell endet</translation>
    </message>
</context>
<context>
    <name>device</name>
    <message>
        <source>Where to compute: cpu, cuda (a GPU; of several processes each takes that of its LOCAL_RANK), cuda:N (the N-th, from 0), or auto (a GPU if there is one)</source>
        <translation>Wo gerechnet wird: cpu, cuda (eine GPU; von mehreren Prozessen nimmt jeder die seines LOCAL_RANK), cuda:N (die N-te, ab 0) oder auto (eine GPU, wenn es eine gibt)</translation>
    </message>
</context>
<context>
    <name>distance</name>
    <message>
        <source>How far embeddings are apart: mse (the paper&apos;s) or cosine</source>
        <translation>Abstand der Merkmale: mse (der des Papers) oder cosine</translation>
    </message>
</context>
<context>
    <name>epochs</name>
    <message>
        <source>Passes over the pool</source>
        <translation>Durchgänge durch die Bilder</translation>
    </message>
    <message>
        <source>Most passes over the train pictures of methods that change the extractor</source>
        <translation>Höchstzahl der Durchläufe durch die Trainingsbilder bei Methoden, die den Extraktor ändern</translation>
    </message>
</context>
<context>
    <name>features</name>
    <message>
        <source>Tensor that gives the features, averaged over the picture; flatten:NAME takes all its numbers (default: found)</source>
        <translation>Tensor, der die Merkmale liefert, über das Bild gemittelt; flatten:NAME nimmt alle seine Zahlen (sonst: gesucht)</translation>
    </message>
</context>
<context>
    <name>fisherSamples</name>
    <message>
        <source>Train pictures from which tinytrain chooses</source>
        <translation>Trainingsbilder, nach denen TinyTrain auswählt</translation>
    </message>
</context>
<context>
    <name>fullLabel</name>
    <message>
        <source>Weight of the full model&apos;s labels; pools in class folders have them</source>
        <translation>Gewicht des Vollmodells gegen Klassen; Ordner mit Klassen haben sie</translation>
    </message>
</context>
<context>
    <name>fullTeacher</name>
    <message>
        <source>Weight of the full embedding against the teacher&apos;s</source>
        <translation>Gewicht der Merkmale des Vollmodells gegen die des Lehrers</translation>
    </message>
</context>
<context>
    <name>gpuViews</name>
    <message>
        <source>On a GPU: render the views of pictures there, too, where the cores cannot keep up; pixels differ by one level of 255 at most</source>
        <translation>Auf einer GPU: auch die Ansichten der Bilder dort berechnen, wo die Kerne nicht nachkommen; Pixel weichen um höchstens eine Stufe von 255 ab</translation>
    </message>
</context>
<context>
    <name>halfPrecision</name>
    <message>
        <source>Store weights as float16</source>
        <translation>Gewichte als float16 speichern</translation>
    </message>
</context>
<context>
    <name>inputDeviation</name>
    <message>
        <source>What they are divided by then</source>
        <translation>Wodurch sie dann geteilt werden</translation>
    </message>
</context>
<context>
    <name>inputMean</name>
    <message>
        <source>Taken off pixels of 0..1: one number or three, as 0.5 or 0.485,0.456,0.406</source>
        <translation>Wird von Pixeln in 0..1 abgezogen: eine Zahl oder drei, etwa 0.5 oder 0.485,0.456,0.406</translation>
    </message>
</context>
<context>
    <name>inputOrder</name>
    <message>
        <source>Order of the colours</source>
        <translation>Reihenfolge der Farben</translation>
    </message>
</context>
<context>
    <name>inputPreset</name>
    <message>
        <source>How pixels are scaled for the network</source>
        <translation>Wie Pixel für das Netz skaliert werden</translation>
    </message>
</context>
<context>
    <name>inputRange</name>
    <message>
        <source>What black and white become, LOW,HIGH, as -1,1 or 0,255</source>
        <translation>Was aus Schwarz und Weiß wird, UNTEN,OBEN, etwa -1,1 oder 0,255</translation>
    </message>
</context>
<context>
    <name>interpolation</name>
    <message>
        <source>How pixels between pixels are found</source>
        <translation>Wie Pixel zwischen Pixeln entstehen</translation>
    </message>
</context>
<context>
    <name>jitter</name>
    <message>
        <source>How much closer than the teacher&apos;s view the student&apos;s may be</source>
        <translation>Um wie viel näher als die Ansicht des Lehrers die des Schülers sein darf</translation>
    </message>
</context>
<context>
    <name>largestAspect</name>
    <message>
        <source>Longest side of a view by its shortest</source>
        <translation>Längste Seite einer Ansicht durch ihre kürzeste</translation>
    </message>
</context>
<context>
    <name>learningRate</name>
    <message>
        <source>Peak learning rate; the default is the paper&apos;s, a small pool is learned several times faster at 1</source>
        <translation>Spitze der Lernrate; die Vorgabe ist die des Papers, aus wenigen Bildern lernt ein Schüler mit 1 mehrmals schneller</translation>
    </message>
    <message>
        <source>First learning rate; it falls along a half cosine</source>
        <translation>Anfängliche Lernrate; sie fällt entlang eines halben Kosinus</translation>
    </message>
</context>
<context>
    <name>light</name>
    <message>
        <source>Brightness, contrast and saturation of a view each change by up to this share</source>
        <translation>Helligkeit, Kontrast und Sättigung einer Ansicht ändern sich je um bis zu diesen Anteil</translation>
    </message>
</context>
<context>
    <name>microt::gui::ActionSearch</name>
    <message>
        <source>Search actions…</source>
        <translation>Aktionen suchen…</translation>
    </message>
    <message>
        <source>Search actions</source>
        <translation>Aktionen suchen</translation>
    </message>
    <message>
        <source>Actions found</source>
        <translation>Gefundene Aktionen</translation>
    </message>
    <message>
        <source>not now</source>
        <translation>jetzt nicht</translation>
    </message>
    <message>
        <source>nothing to do it to</source>
        <translation>dafür ist nichts da</translation>
    </message>
</context>
<context>
    <name>microt::gui::BadFileModel</name>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
</context>
<context>
    <name>microt::gui::BlockBar</name>
    <message>
        <source>Share of the multiply-accumulates by block</source>
        <translation>Anteil der Multiply-Accumulates je Block</translation>
    </message>
    <message>
        <source>rest</source>
        <translation>Rest</translation>
    </message>
    <message>
        <source>After cut %1: %2 % of the MACs</source>
        <translation>Nach Schnitt %1: %2 % der MACs</translation>
    </message>
    <message>
        <source>Up to cut %1: %2 % of the MACs</source>
        <translation>Bis Schnitt %1: %2 % der MACs</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardActions</name>
    <message>
        <source>&amp;Deploy</source>
        <translation>Aufs&amp;pielen</translation>
    </message>
    <message>
        <source>Quantize the extractor on this task, send it, and make it the active image</source>
        <translation>Den Extraktor für diese Aufgabe quantisieren, senden und zum aktiven Abbild machen</translation>
    </message>
    <message>
        <source>&amp;Train on</source>
        <translation>&amp;Trainieren mit</translation>
    </message>
    <message>
        <source>The board collects samples of the train split and trains logistic part and full heads on them</source>
        <translation>Das Board sammelt Proben des Trainingsteils und trainiert darauf einen logistischen Teil- und Vollkopf</translation>
    </message>
    <message>
        <source> samples</source>
        <translation> Proben</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>The board finds the threshold for the ratio of the Stage-decision page, from its samples</source>
        <translation>Das Board findet aus seinen Proben die Schwelle für den Anteil der Seite Stufenwahl</translation>
    </message>
    <message>
        <source>I&amp;nfer a test picture</source>
        <translation>Testbild er&amp;kennen</translation>
    </message>
    <message>
        <source>One of the test split, at random</source>
        <translation>Eines der Testbilder, zufällig gewählt</translation>
    </message>
    <message>
        <source>Or a f&amp;ile…</source>
        <translation>Oder eine Date&amp;i…</translation>
    </message>
    <message>
        <source>Any picture of yours</source>
        <translation>Ein beliebiges eigenes Bild</translation>
    </message>
    <message>
        <source>&amp;Profile operators</source>
        <translation>Operatoren &amp;messen</translation>
    </message>
    <message>
        <source>Compare with its t&amp;win on</source>
        <translation>Mit Z&amp;willing prüfen an</translation>
    </message>
    <message>
        <source>Samples, training and inference on the board and here: features, logits, heads and decisions, every bit</source>
        <translation>Proben, Training und Inferenz auf dem Board und hier: Merkmale, Logits, Köpfe und Entscheidungen, jedes Bit</translation>
    </message>
    <message>
        <source> pictures</source>
        <translation> Bildern</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>&amp;More</source>
        <translation>Meh&amp;r</translation>
    </message>
    <message>
        <source>Heads, tasks, samples, and the board itself</source>
        <translation>Köpfe, Aufgaben, Proben und das Board selbst</translation>
    </message>
    <message>
        <source>&amp;Set ratio %1</source>
        <translation>Anteil %1 &amp;setzen</translation>
    </message>
    <message>
        <source>Export heads…</source>
        <translation>Köpfe exportieren …</translation>
    </message>
    <message>
        <source>Import heads…</source>
        <translation>Köpfe importieren …</translation>
    </message>
    <message>
        <source>Roll heads back</source>
        <translation>Vorige Köpfe holen</translation>
    </message>
    <message>
        <source>Switch to task</source>
        <translation>Zu Aufgabe wechseln</translation>
    </message>
    <message>
        <source>Delete task</source>
        <translation>Aufgabe löschen</translation>
    </message>
    <message>
        <source>Delete the task %1 on the board, with its samples, heads and threshold?</source>
        <translation>Die Aufgabe %1 auf dem Board löschen, mit ihren Proben, Köpfen und ihrer Schwelle?</translation>
    </message>
    <message>
        <source>Clear samples…</source>
        <translation>Beispiele löschen…</translation>
    </message>
    <message>
        <source>Save the wire log…</source>
        <translation>Leitungsprotokoll speichern …</translation>
    </message>
    <message>
        <source>Start the board anew</source>
        <translation>Board neu starten</translation>
    </message>
    <message>
        <source>Erase the board…</source>
        <translation>Board löschen …</translation>
    </message>
    <message>
        <source>Erase the board</source>
        <translation>Board löschen</translation>
    </message>
    <message>
        <source>Erase tasks, heads, settings and images on the board?</source>
        <translation>Aufgaben, Köpfe, Einstellungen und Abbilder auf dem Board löschen?</translation>
    </message>
    <message>
        <source>Heads (*.mth)</source>
        <translation>Köpfe (*.mth)</translation>
    </message>
    <message>
        <source>Import heads</source>
        <translation>Köpfe importieren</translation>
    </message>
    <message>
        <source>Export heads</source>
        <translation>Köpfe exportieren</translation>
    </message>
    <message>
        <source>Choose a picture</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Pictures (*.jpg *.jpeg *.png *.bmp *.ppm *.pgm *.webp *.tif *.tiff);;All files (*)</source>
        <translation>Bilder (*.jpg *.jpeg *.png *.bmp *.ppm *.pgm *.webp *.tif *.tiff);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Clear samples</source>
        <translation>Proben löschen</translation>
    </message>
    <message>
        <source>Clear all samples that the board keeps for its task? It cannot train on them again.</source>
        <translation>Alle Beispiele löschen, die das Board für seine Aufgabe hält? Es kann nicht mehr daraus lernen.</translation>
    </message>
    <message>
        <source>Save the wire log</source>
        <translation>Leitungsprotokoll speichern</translation>
    </message>
    <message>
        <source>Cannot write %1.</source>
        <translation>%1 lässt sich nicht schreiben.</translation>
    </message>
    <message>
        <source>From so few samples the board would see no picture of %1 of %2 classes, and never answer with them: %3.</source>
        <translation>Aus so wenigen Bildern sähe das Board von %1 der %2 Klassen keines und würde sie nie nennen: %3.</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardCardView</name>
    <message>
        <source>&lt;b&gt;%1&lt;/b&gt;, serial %2, firmware %3</source>
        <translation>&lt;b&gt;%1&lt;/b&gt;, Seriennummer %2, Firmware %3</translation>
    </message>
    <message>
        <source>No board was connected yet.</source>
        <translation>Noch war kein Board verbunden.</translation>
    </message>
    <message>
        <source>%1: %2 of %3 B</source>
        <translation>%1: %2 von %3 B</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>receiving</source>
        <translation>empfängt</translation>
    </message>
    <message>
        <source>whole</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>active</source>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
    </message>
    <message>
        <source>Slot %1: %2, %3 of %4 B</source>
        <translation>Slot %1: %2, %3 von %4 B</translation>
    </message>
    <message>
        <source>Task %1: %2 samples, %3</source>
        <translation>Aufgabe %1: %2 Proben, %3</translation>
    </message>
    <message>
        <source>for another network</source>
        <translation>für ein anderes Netz</translation>
    </message>
    <message>
        <source>trained, threshold %1</source>
        <translation>trainiert, Schwelle %1</translation>
    </message>
    <message>
        <source>not trained</source>
        <translation>nicht trainiert</translation>
    </message>
    <message>
        <source>Line: %1 requests, %2 sent again, %3 damaged frames</source>
        <translation>Leitung: %1 Anfragen, %2 wiederholt, %3 beschädigte Rahmen</translation>
    </message>
    <message>
        <source>The board keeps two networks in its flash, one in each slot; one of them is active, and the next is received into the other</source>
        <translation>Das Board hält zwei Netze im Flash, eines je Platz; eines davon ist aktiv, und das nächste wird in den anderen Platz empfangen</translation>
    </message>
    <message>
        <source>A task is a set of classes that the board learns. Its samples lie in the bank: the features of pictures that the board was shown, not the pictures</source>
        <translation>Eine Aufgabe ist eine Menge von Klassen, die das Board lernt. Ihre Beispiele liegen in der Bank: die Merkmale der Bilder, die dem Board gezeigt wurden, nicht die Bilder</translation>
    </message>
    <message>
        <source>Requests go to the board one after another. What got no answer in time is sent again, and is never done twice; a damaged frame is noticed by its checksum</source>
        <translation>Anfragen gehen nacheinander zum Board. Was nicht rechtzeitig beantwortet wurde, wird erneut gesendet und nie zweimal getan; ein beschädigtes Paket fällt an seiner Prüfsumme auf</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardModel</name>
    <message>
        <source>Deploying to the board</source>
        <translation>Aufspielen auf das Board</translation>
    </message>
    <message>
        <source>Training on the board</source>
        <translation>Training auf dem Board</translation>
    </message>
    <message>
        <source>Calibrating the board</source>
        <translation>Kalibrieren des Boards</translation>
    </message>
    <message>
        <source>Inferring on the board</source>
        <translation>Inferenz auf dem Board</translation>
    </message>
    <message>
        <source>Profiling the board</source>
        <translation>Messen der Operatoren</translation>
    </message>
    <message>
        <source>Comparing the board with its twin</source>
        <translation>Vergleich des Boards mit seinem Zwilling</translation>
    </message>
    <message>
        <source>Exporting heads</source>
        <translation>Köpfe werden exportiert</translation>
    </message>
    <message>
        <source>Importing heads</source>
        <translation>Köpfe werden importiert</translation>
    </message>
    <message>
        <source>Rolling heads back</source>
        <translation>Vorige Köpfe werden geholt</translation>
    </message>
    <message>
        <source>Switching the task</source>
        <translation>Aufgabe wird gewechselt</translation>
    </message>
    <message>
        <source>Deleting a task</source>
        <translation>Aufgabe wird gelöscht</translation>
    </message>
    <message>
        <source>Clearing samples</source>
        <translation>Proben werden gelöscht</translation>
    </message>
    <message>
        <source>Restarting the board</source>
        <translation>Board wird neu gestartet</translation>
    </message>
    <message>
        <source>Looking for what boards did</source>
        <translation>Ergebnisse von Boards suchen</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardPage</name>
    <message>
        <source>Port</source>
        <translation>Anschluss</translation>
    </message>
    <message>
        <source>A virtual board, a serial port, or a path typed here</source>
        <translation>Ein virtuelles Board, ein serieller Anschluss oder ein hier eingegebener Pfad</translation>
    </message>
    <message>
        <source>&amp;Look again</source>
        <translation>&amp;Neu suchen</translation>
    </message>
    <message>
        <source>List the ports that are there now</source>
        <translation>Auflisten, welche Anschlüsse es jetzt gibt</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Dis&amp;connect</source>
        <translation>Tr&amp;ennen</translation>
    </message>
    <message>
        <source>&amp;Connect</source>
        <translation>&amp;Verbinden</translation>
    </message>
    <message>
        <source>Open a project or the demo first.</source>
        <translation>Zuerst ein Projekt oder die Demo öffnen.</translation>
    </message>
    <message>
        <source>Connect a board. The virtual ones are always there and run the real firmware.</source>
        <translation>Ein Board verbinden. Die virtuellen sind immer da und führen die echte Firmware aus.</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbinden…</translation>
    </message>
    <message>
        <source>The task needs pictures, an extractor and a cut before a board can work on it.</source>
        <translation>Die Aufgabe braucht Bilder, einen Extraktor und einen Schnitt, bevor ein Board daran arbeiten kann.</translation>
    </message>
    <message>
        <source>&lt;p&gt;Here the board does the work: it keeps the deployment image in flash, extracts features of the samples it is shown, trains a part and a full head on them, and answers pictures in two stages. Everything is sent in checked frames, resumes after a broken line, and survives a power cut.&lt;/p&gt;&lt;p&gt;A virtual board runs the same firmware in an emulator; it counts instructions, not cycles, so its figures compare networks, not clocks.&lt;/p&gt;&lt;p&gt;The twin computes here what the board must compute: &lt;i&gt;equal&lt;/i&gt; means every bit.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Hier arbeitet das Board: Es hält das Abbild im Flash, berechnet Merkmale der Proben, die ihm gezeigt werden, trainiert darauf einen Teil- und einen Vollkopf und beantwortet Bilder in zwei Stufen. Alles wird in geprüften Rahmen gesendet, geht nach einer unterbrochenen Leitung weiter und übersteht einen Stromausfall.&lt;/p&gt;&lt;p&gt;Ein virtuelles Board führt dieselbe Firmware in einem Emulator aus; es zählt Befehle, nicht Takte, daher vergleichen seine Zahlen Netze, nicht Taktfrequenzen.&lt;/p&gt;&lt;p&gt;Der Zwilling berechnet hier, was das Board berechnen muss: &lt;i&gt;gleich&lt;/i&gt; heißt jedes Bit.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Erneut suchen</translation>
    </message>
    <message>
        <source>Open the firmware&apos;s folder</source>
        <translation>Ordner der Firmware öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Connect again</source>
        <translation>Erneut verbinden</translation>
    </message>
    <message>
        <source>Choose another extractor</source>
        <translation>Anderen Extraktor wählen</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Aufspielen</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Trainieren</translation>
    </message>
    <message>
        <source>Send it again</source>
        <translation>Erneut senden</translation>
    </message>
    <message>
        <source>The command makes you one; then log in again.</source>
        <translation>Der Befehl macht Sie zum Mitglied; danach neu anmelden.</translation>
    </message>
    <message>
        <source>Plug the board in, then look again.</source>
        <translation>Das Board anstecken, dann erneut suchen.</translation>
    </message>
    <message>
        <source>Clear samples…</source>
        <translation>Beispiele löschen…</translation>
    </message>
    <message>
        <source>The board is at work.</source>
        <translation>Das Board arbeitet.</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardResultsView</name>
    <message>
        <source>Loss while training on the board</source>
        <translation>Verlust beim Training auf dem Board</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Inference</source>
        <translation>Inferenz</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Twin</source>
        <translation>Zwilling</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Count of each operator</source>
        <translation>Zählung je Operator</translation>
    </message>
    <message>
        <source>part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>No picture yet.</source>
        <translation>Noch kein Bild.</translation>
    </message>
    <message>
        <source>%1, rightly</source>
        <translation>%1, richtig</translation>
    </message>
    <message>
        <source>%1; it is %2</source>
        <translation>%1; es ist %2</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>answered by the part model</source>
        <translation>Antwort des Teilmodells</translation>
    </message>
    <message>
        <source>answered by the full model</source>
        <translation>Antwort des Vollmodells</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>instructions</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>cycles</source>
        <translation>Takte</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>gezählt</translation>
    </message>
    <message>
        <source>mJ</source>
        <translation>mJ</translation>
    </message>
    <message>
        <source>counted cycles at the profile&apos;s power</source>
        <translation>gezählte Takte bei der Leistung des Profils</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>modelliert</translation>
    </message>
    <message>
        <source>Instructions, M</source>
        <translation>Befehle, M</translation>
    </message>
    <message>
        <source>Cycles, M</source>
        <translation>Takte, M</translation>
    </message>
    <message>
        <source>#</source>
        <translation>#</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Not profiled yet.</source>
        <translation>Noch nicht gemessen.</translation>
    </message>
    <message>
        <source>Operator, in order</source>
        <translation>Operator, der Reihe nach</translation>
    </message>
    <message>
        <source>rest of full</source>
        <translation>Rest von Voll</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>Part %1 M, full %2 M instructions, counted on the board</source>
        <translation>Teil %1 M, Voll %2 M Befehle, auf dem Board gezählt</translation>
    </message>
    <message>
        <source>Part %1 M, full %2 M cycles, counted on the board</source>
        <translation>Teil %1 M, Voll %2 M Takte, auf dem Board gezählt</translation>
    </message>
    <message>
        <source>Not compared yet.</source>
        <translation>Noch nicht verglichen.</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Equal in every bit&lt;/h3&gt;</source>
        <translation>&lt;h3&gt;In jedem Bit gleich&lt;/h3&gt;</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Not equal&lt;/h3&gt;&lt;p&gt;First difference: %1.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;Nicht gleich&lt;/h3&gt;&lt;p&gt;Erster Unterschied: %1.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;Features: %1 of %2 pictures equal&lt;br&gt;Logits: %3 of %4&lt;br&gt;Decisions: %5 of %4&lt;br&gt;Trained heads: %6&lt;br&gt;Threshold: %7&lt;/p&gt;</source>
        <translation>&lt;p&gt;Merkmale: %1 von %2 Bildern gleich&lt;br&gt;Logits: %3 von %4&lt;br&gt;Entscheidungen: %5 von %4&lt;br&gt;Trainierte Köpfe: %6&lt;br&gt;Schwelle: %7&lt;/p&gt;</translation>
    </message>
    <message>
        <source>equal</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>different</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>&lt;p&gt;The board learned from %1 samples and answered %2 % of the test pictures rightly, %3 % of them early.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Das Board lernte aus %1 Proben und beantwortete %2 % der Testbilder richtig, %3 % davon früh.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>part %1</source>
        <translation>Teil %1</translation>
    </message>
    <message>
        <source>Not trained yet. Training ends with an answer to test pictures.</source>
        <translation>Noch nicht trainiert. Das Training endet mit Antworten auf Testbilder.</translation>
    </message>
    <message>
        <source>%1 learned from %2 samples and answers %3 % of %4 test pictures rightly, %5 % of them early (cut %6, ratio %7, %8).</source>
        <translation>%1 hat aus %2 Beispielen gelernt und beantwortet %3 % von %4 Testbildern richtig, %5 % davon früh (Schnitt %6, Anteil %7, %8).</translation>
    </message>
    <message>
        <source>Out of date; since then changed: %1.</source>
        <translation>Veraltet; seither geändert: %1.</translation>
    </message>
    <message>
        <source>&lt;h3&gt;Equal in every bit&lt;/h3&gt;&lt;p&gt;Compared on %1 pictures, %2.&lt;/p&gt;</source>
        <translation>&lt;h3&gt;In jedem Bit gleich&lt;/h3&gt;&lt;p&gt;Verglichen an %1 Bildern, %2.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>&lt;p&gt;Out of date; since then changed: %1.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Veraltet; seither geändert: %1.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>What boards did</source>
        <translation>Was Boards taten</translation>
    </message>
    <message>
        <source>answered at exit %1</source>
        <translation>am Ausgang %1 beantwortet</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardSamplesModel</name>
    <message>
        <source>Reading the board&apos;s samples</source>
        <translation>Die Proben des Boards werden gelesen</translation>
    </message>
    <message>
        <source>Relabelling samples on the board</source>
        <translation>Proben auf dem Board werden umbenannt</translation>
    </message>
    <message>
        <source>Taking samples out of the board</source>
        <translation>Proben werden vom Board genommen</translation>
    </message>
    <message>
        <source>Adding a sample to the board</source>
        <translation>Eine Probe kommt auf das Board</translation>
    </message>
    <message>
        <source>no picture of this task</source>
        <translation>kein Bild dieser Aufgabe</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Without a class: it only serves the threshold</source>
        <translation>Ohne Klasse: Sie dient nur der Schwelle</translation>
    </message>
    <message>
        <source>not trained</source>
        <translation>nicht trainiert</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Board answers</source>
        <translation>Board antwortet</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardSamplesView</name>
    <message>
        <source>Read samples</source>
        <translation>Proben lesen</translation>
    </message>
    <message>
        <source>Add picture…</source>
        <translation>Bild dazu…</translation>
    </message>
    <message>
        <source>Train anew</source>
        <translation>Neu trainieren</translation>
    </message>
    <message>
        <source>Features of the sample</source>
        <translation>Merkmale der Probe</translation>
    </message>
    <message>
        <source>Read what the board learned from, and find the picture of each sample</source>
        <translation>Liest, woraus das Board lernte, und findet das Bild zu jeder Probe</translation>
    </message>
    <message>
        <source>Train the heads on what the bank holds now; then it answers %1 test pictures</source>
        <translation>Trainiert die Köpfe mit dem, was die Bank jetzt enthält; danach beantwortet das Board %1 Testbilder</translation>
    </message>
    <message>
        <source>Show the board one more picture to learn from</source>
        <translation>Zeigt dem Board ein weiteres Bild, aus dem sie lernt</translation>
    </message>
    <message>
        <source>Samples on the board</source>
        <translation>Proben auf dem Board</translation>
    </message>
    <message>
        <source>Larger view</source>
        <translation>Größer</translation>
    </message>
    <message>
        <source>Show the picture as large as fits (Enter)</source>
        <translation>Zeigt das Bild so groß, wie es passt (Eingabe)</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>Klasse…</translation>
    </message>
    <message>
        <source>Give the samples another class, or none (R)</source>
        <translation>Gibt den Proben eine andere Klasse oder keine (R)</translation>
    </message>
    <message>
        <source>Take out…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>The board forgets these samples (Delete)</source>
        <translation>Das Board vergisst diese Proben (Entf)</translation>
    </message>
    <message>
        <source>none: it only serves the threshold</source>
        <translation>keine: dient nur der Schwelle</translation>
    </message>
    <message>
        <source>Class:</source>
        <translation>Klasse:</translation>
    </message>
    <message>
        <source>Relabel samples</source>
        <translation>Andere Klasse</translation>
    </message>
    <message>
        <source>Take samples out</source>
        <translation>Proben entfernen</translation>
    </message>
    <message numerus="yes">
        <source>The board forgets %n samples. Its heads stay until they are trained anew.</source>
        <translation>
            <numerusform>Das Board vergisst %n Probe. Ihre Köpfe bleiben, bis sie neu trainiert werden.</numerusform>
            <numerusform>Das Board vergisst %n Proben. Ihre Köpfe bleiben, bis sie neu trainiert werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>Add a picture</source>
        <translation>Ein Bild dazu</translation>
    </message>
    <message>
        <source>%1; the board answers %2</source>
        <translation>%1; das Board antwortet %2</translation>
    </message>
    <message>
        <source>Not read yet.</source>
        <translation>Noch nicht gelesen.</translation>
    </message>
    <message>
        <source>This needs a connected board, a task and a cut.</source>
        <translation>Dazu braucht es ein verbundenes Board, eine Aufgabe und einen Schnitt.</translation>
    </message>
    <message>
        <source>The bank is empty: samples are in the board&apos;s RAM and gone when it restarts.</source>
        <translation>Die Bank ist leer: Proben liegen im RAM des Boards und sind nach einem Neustart fort.</translation>
    </message>
    <message>
        <source>%1 samples, %2 of them with a class; room for %3. The full model answers otherwise to %4.</source>
        <translation>%1 Proben, davon %2 mit Klasse; Platz für %3. Auf %4 antwortet das volle Modell anders.</translation>
    </message>
    <message>
        <source>No sample of: %1.</source>
        <translation>Keine Probe von: %1.</translation>
    </message>
    <message>
        <source>The board did something since; read again.</source>
        <translation>Das Board hat seitdem etwas getan; neu lesen.</translation>
    </message>
    <message>
        <source>The heads are those of the samples before; train anew.</source>
        <translation>Die Köpfe sind die der früheren Proben; neu trainieren.</translation>
    </message>
    <message>
        <source>full</source>
        <translation>voll</translation>
    </message>
    <message>
        <source>part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>part %1</source>
        <translation>Teil %1</translation>
    </message>
    <message>
        <source>Feature</source>
        <translation>Merkmal</translation>
    </message>
    <message>
        <source>int8</source>
        <translation>int8</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardSession</name>
    <message>
        <source>Connecting %1</source>
        <translation>Verbinden mit %1</translation>
    </message>
    <message>
        <source>Disconnecting</source>
        <translation>Trennen</translation>
    </message>
</context>
<context>
    <name>microt::gui::BoardTimeline</name>
    <message>
        <source>Looking for what boards did</source>
        <translation>Was Boards taten, wird gesucht</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>Keeping what the board did</source>
        <translation>Was das Board tat, wird gespeichert</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Outcome</source>
        <translation>Ergebnis</translation>
    </message>
</context>
<context>
    <name>microt::gui::Chart</name>
    <message>
        <source>Show everything</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Save as %1…</source>
        <translation>Als %1 speichern…</translation>
    </message>
    <message>
        <source>Save “%1”</source>
        <translation>„%1“ speichern</translation>
    </message>
    <message>
        <source>Not saved: %1</source>
        <translation>Nicht gespeichert: %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::ClassDifferenceModel</name>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Test pictures of this class, of all seeds together</source>
        <translation>Testbilder dieser Klasse, aller Seeds zusammen</translation>
    </message>
    <message>
        <source>Of the test pictures of this class, those that were answered rightly, mean of the seeds</source>
        <translation>Anteil der richtig beantworteten Testbilder dieser Klasse, Mittel der Seeds</translation>
    </message>
    <message>
        <source>How much more accurate the method is than MicroT in this class</source>
        <translation>Um wie viel die Methode in dieser Klasse genauer ist als MicroT</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
    <message>
        <source>Points</source>
        <translation>Punkte</translation>
    </message>
</context>
<context>
    <name>microt::gui::ClassModel</name>
    <message>
        <source>train</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>test</source>
        <translation>Test</translation>
    </message>
    <message>
        <source>All classes</source>
        <translation>Alle Klassen</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Aufteilung</translation>
    </message>
</context>
<context>
    <name>microt::gui::ClassScoreModel</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Of the test pictures that were answered with this class, those that are of it</source>
        <translation>Von den Testbildern, die mit dieser Klasse beantwortet wurden, jene, die zu ihr gehören</translation>
    </message>
    <message>
        <source>Of the test pictures of this class, those that were answered with it</source>
        <translation>Von den Testbildern dieser Klasse jene, die mit ihr beantwortet wurden</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Precision, %</source>
        <translation>Präzision, %</translation>
    </message>
    <message>
        <source>Recall, %</source>
        <translation>Treffer, %</translation>
    </message>
    <message>
        <source>Test pictures of this class</source>
        <translation>Testbilder dieser Klasse</translation>
    </message>
    <message>
        <source>Tests</source>
        <translation>Tests</translation>
    </message>
</context>
<context>
    <name>microt::gui::CompareForm</name>
    <message>
        <source>How often everything is repeated, with another division of the pictures each time</source>
        <translation>Wie oft alles wiederholt wird, jedes Mal mit einer anderen Aufteilung der Bilder</translation>
    </message>
    <message>
        <source> kB</source>
        <translation> kB</translation>
    </message>
    <message>
        <source>M&amp;ore</source>
        <translation>M&amp;ehr</translation>
    </message>
    <message>
        <source>What is chosen rarely: when a training stops, batch, learning rate, momentum</source>
        <translation>Was selten gewählt wird: wann ein Training aufhört, Batch, Lernrate, Impuls</translation>
    </message>
    <message>
        <source>&amp;Seeds</source>
        <translation>&amp;Seeds</translation>
    </message>
    <message>
        <source>E&amp;pochs</source>
        <translation>E&amp;pochen</translation>
    </message>
    <message>
        <source>&amp;Memory budget</source>
        <translation>Speicherbud&amp;get</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>Pictures a step</source>
        <translation>Bilder je Schritt</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Momentum</source>
        <translation>Impuls</translation>
    </message>
    <message>
        <source>Held out</source>
        <translation>Zurückgehalten</translation>
    </message>
    <message>
        <source>TinyTrain chooses from</source>
        <translation>TinyTrain wählt nach</translation>
    </message>
</context>
<context>
    <name>microt::gui::CompareModel</name>
    <message>
        <source>Looking for a comparison</source>
        <translation>Suche nach einem Vergleich</translation>
    </message>
    <message>
        <source>Comparing methods on %1</source>
        <translation>Vergleich von Methoden auf %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::ComparePage</name>
    <message>
        <source>&amp;Compare</source>
        <translation>&amp;Vergleichen</translation>
    </message>
    <message>
        <source>Trains every ticked method on the pictures of the task. It goes on while you work on other pages</source>
        <translation>Trainiert jede angekreuzte Methode auf den Bildern der Aufgabe. Es läuft weiter, während Sie auf anderen Seiten arbeiten</translation>
    </message>
    <message>
        <source>Cance&amp;l</source>
        <translation>Abbre&amp;chen</translation>
    </message>
    <message>
        <source>Ends the comparison; nothing of it is kept</source>
        <translation>Beendet den Vergleich; nichts davon bleibt</translation>
    </message>
    <message>
        <source>Comparing methods on %1; the bar below says how far it is.</source>
        <translation>Methoden werden auf %1 verglichen; die Leiste unten sagt, wie weit.</translation>
    </message>
    <message>
        <source>Tick a method to compare.</source>
        <translation>Kreuzen Sie eine Methode an.</translation>
    </message>
    <message>
        <source>This comparison was made with other settings; changed since: %1. Compare again to renew it.</source>
        <translation>Dieser Vergleich entstand mit anderen Einstellungen; seither geändert: %1. Vergleichen Sie erneut.</translation>
    </message>
    <message>
        <source>The table appears here once every method is trained.</source>
        <translation>Hier erscheint die Tabelle, sobald jede Methode trainiert ist.</translation>
    </message>
    <message>
        <source>Is MicroT better than other ways of learning on your pictures? Tick methods, then press Compare.</source>
        <translation>Ist MicroT auf Ihren Bildern besser als andere Lernmethoden? Kreuzen Sie Methoden an und drücken Sie Vergleichen.</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>A comparison is under way.</source>
        <translation>Ein Vergleich läuft.</translation>
    </message>
    <message>
        <source>&lt;p&gt;Ways of learning on the same pictures, with the same heads and the same rule when to stop. What changes the extractor is really trained; of MicroT and TTL only heads learn.&lt;/p&gt;&lt;p&gt;&lt;b&gt;− MicroT&lt;/b&gt; says how many points a method lies above MicroT, &lt;b&gt;p&lt;/b&gt; how likely chance alone makes such a difference (exact McNemar test; of several seeds twice the mean). Energy and memory are modelled from the operators and the board&apos;s profile.&lt;/p&gt;&lt;p&gt;In italics stands what MicroT&apos;s paper says: other pictures, another extractor.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Lernmethoden auf denselben Bildern, mit denselben Köpfen und derselben Regel, wann Schluss ist. Was den Extraktor ändert, wird wirklich trainiert; bei MicroT und TTL lernen nur Köpfe.&lt;/p&gt;&lt;p&gt;&lt;b&gt;− MicroT&lt;/b&gt; sagt, wie viele Punkte eine Methode über MicroT liegt, &lt;b&gt;p&lt;/b&gt;, wie wahrscheinlich allein der Zufall einen solchen Unterschied macht (exakter McNemar-Test; bei mehreren Seeds das doppelte Mittel). Energie und Speicher sind modelliert, aus den Operatoren und dem Profil des Boards.&lt;/p&gt;&lt;p&gt;Kursiv steht, was der MicroT-Artikel sagt: andere Bilder, ein anderer Extraktor.&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>microt::gui::CompareView</name>
    <message>
        <source>Methods</source>
        <translation>Methoden</translation>
    </message>
    <message>
        <source>whole training</source>
        <translation>ganzes Training</translation>
    </message>
    <message>
        <source>one epoch</source>
        <translation>eine Epoche</translation>
    </message>
    <message>
        <source>one answer</source>
        <translation>eine Antwort</translation>
    </message>
    <message>
        <source>Energy of</source>
        <translation>Energie für</translation>
    </message>
    <message>
        <source>Whose energy the chart shows; modelled, on a logarithmic axis</source>
        <translation>Wessen Energie das Diagramm zeigt; modelliert, auf logarithmischer Achse</translation>
    </message>
    <message>
        <source>Energy o&amp;f</source>
        <translation>Energ&amp;ie für</translation>
    </message>
    <message>
        <source>Accuracy against energy</source>
        <translation>Genauigkeit gegen Energie</translation>
    </message>
    <message>
        <source>Difference to MicroT of each class</source>
        <translation>Unterschied zu MicroT je Klasse</translation>
    </message>
    <message>
        <source>It lies %1 points above MicroT, which may well be chance (p %2).</source>
        <translation>Sie liegt %1 Punkte über MicroT, was Zufall sein kann (p %2).</translation>
    </message>
    <message>
        <source>It lies %1 points above MicroT, more than chance explains (p %2).</source>
        <translation>Sie liegt %1 Punkte über MicroT, mehr, als der Zufall erklärt (p %2).</translation>
    </message>
    <message>
        <source>It lies %1 points below MicroT, which may well be chance (p %2).</source>
        <translation>Sie liegt %1 Punkte unter MicroT, was Zufall sein kann (p %2).</translation>
    </message>
    <message>
        <source>It lies %1 points below MicroT, more than chance explains (p %2).</source>
        <translation>Sie liegt %1 Punkte unter MicroT, mehr, als der Zufall erklärt (p %2).</translation>
    </message>
    <message>
        <source>Cut %1, %2 % answered early.</source>
        <translation>Schnitt %1, %2 % früh beantwortet.</translation>
    </message>
    <message>
        <source>Its loss was no longer a number: take a lower learning rate.</source>
        <translation>Ihr Verlust war keine Zahl mehr: Nehmen Sie eine kleinere Lernrate.</translation>
    </message>
    <message>
        <source>Its training %1.</source>
        <translation>Ihr Training %1.</translation>
    </message>
    <message>
        <source>Without a row of MicroT there are no differences to it.</source>
        <translation>Ohne eine Zeile von MicroT gibt es keine Unterschiede dazu.</translation>
    </message>
    <message>
        <source>Energy of an answer, mJ, modelled</source>
        <translation>Energie einer Antwort, mJ, modelliert</translation>
    </message>
    <message>
        <source>Energy of an epoch, J, modelled</source>
        <translation>Energie einer Epoche, J, modelliert</translation>
    </message>
    <message>
        <source>Energy of the training, J, modelled</source>
        <translation>Energie des Trainings, J, modelliert</translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>Accuracy: one seed, in float; MicroT at ratio %1.</source>
        <translation>Genauigkeit: ein Seed, in float; MicroT bei Anteil %1.</translation>
    </message>
    <message>
        <source>Accuracy: mean and deviation of %2 seeds, in float; MicroT at ratio %1.</source>
        <translation>Genauigkeit: Mittel und Abweichung von %2 Seeds, in float; MicroT bei Anteil %1.</translation>
    </message>
    <message>
        <source>Energy: modelled for %1.</source>
        <translation>Energie: modelliert für %1.</translation>
    </message>
    <message>
        <source>It is as accurate as MicroT.</source>
        <translation>Sie ist so genau wie MicroT.</translation>
    </message>
    <message>
        <source>Classes: %1 against MicroT, % of their test pictures</source>
        <translation>Klassen: %1 gegen MicroT, % ihrer Testbilder</translation>
    </message>
    <message>
        <source>In italics: MicroT’s paper (MCUNet at ratio 0.5, mean of Pet, Bird and Plant): other pictures, another extractor.</source>
        <translation>Kursiv: der MicroT-Artikel (MCUNet bei Anteil 0,5, Mittel aus Pet, Bird und Plant): andere Bilder, ein anderer Extraktor.</translation>
    </message>
    <message>
        <source>%1: %2; %3 numbers change.</source>
        <translation>%1: %2; %3 Zahlen ändern sich.</translation>
    </message>
</context>
<context>
    <name>microt::gui::ConfusionMatrix</name>
    <message>
        <source>Confusion matrix</source>
        <translation>Konfusionsmatrix</translation>
    </message>
    <message>
        <source>%1: %2 of %3 right (%4 %)</source>
        <translation>%1: %2 von %3 richtig (%4 %)</translation>
    </message>
    <message>
        <source>%1 answered as %2: %3 of %4 (%5 %)</source>
        <translation>%1 als %2 beantwortet: %3 von %4 (%5 %)</translation>
    </message>
    <message>
        <source>answer →</source>
        <translation>Antwort →</translation>
    </message>
    <message>
        <source>← label</source>
        <translation>← Label</translation>
    </message>
    <message>
        <source>Confusion matrix, test pictures</source>
        <translation>Konfusionsmatrix, Testbilder</translation>
    </message>
    <message>
        <source>Click a cell to see its pictures.</source>
        <translation>Klick auf eine Zelle zeigt ihre Bilder.</translation>
    </message>
</context>
<context>
    <name>microt::gui::ConfusionPictures</name>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
    <message>
        <source>part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>“%1” answered rightly: %2</source>
        <translation>„%1“ richtig beantwortet: %2</translation>
    </message>
    <message>
        <source>“%1” answered as “%2”: %3</source>
        <translation>„%1“ als „%2“ beantwortet: %3</translation>
    </message>
    <message>
        <source>part %1</source>
        <translation>Teil %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::CutPage</name>
    <message>
        <source>Cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Cuts</source>
        <translation>Schnitte</translation>
    </message>
    <message>
        <source>Joint training</source>
        <translation>Gemeinsames Training</translation>
    </message>
    <message>
        <source>&lt;p&gt;A cut divides the extractor in two: the part model up to the cut, which every picture goes through, and the rest, which only unsure pictures resume. An early cut saves more computation, a late one answers more pictures rightly by itself. Recommended is, of all cuts and stage-decision ratios, the one with the least energy that loses no more accuracy than you accept, or the cut with the highest fused score. Both are estimated on calibration pictures and, by cross-validation, train pictures, never on test pictures.&lt;/p&gt;&lt;p&gt;&lt;i&gt;score&lt;/i&gt;(&lt;i&gt;k&lt;/i&gt;) = (&lt;i&gt;w&lt;/i&gt;&lt;sub&gt;a&lt;/sub&gt; (1 − &lt;i&gt;L&lt;/i&gt;) + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;g&lt;/sub&gt; &lt;i&gt;G&lt;/i&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;m&lt;/sub&gt; &lt;i&gt;M&lt;/i&gt;) / (&lt;i&gt;w&lt;/i&gt;&lt;sub&gt;a&lt;/sub&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;g&lt;/sub&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;m&lt;/sub&gt;)&lt;/p&gt;&lt;p&gt;&lt;i&gt;L&lt;/i&gt;: accuracy lost against the full model, relative. &lt;i&gt;G&lt;/i&gt;: accuracy gained for the computation added since the cut before, scaled to 0…1. &lt;i&gt;M&lt;/i&gt;: share of MACs saved.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Ein Schnitt teilt den Extraktor in zwei: das Teilmodell bis zum Schnitt, das jedes Bild durchläuft, und den Rest, den nur unsichere Bilder noch durchlaufen. Ein früher Schnitt spart mehr Rechnung, ein später beantwortet mehr Bilder selbst richtig. Empfohlen wird von allen Schnitten und Anteilen die Wahl mit der wenigsten Energie, die nicht mehr Genauigkeit kostet, als Sie hinnehmen, oder der Schnitt mit der höchsten Gesamtnote. Beides wird auf Kalibrierbildern und, durch Kreuzvalidierung, Trainingsbildern geschätzt, nie auf Testbildern.&lt;/p&gt;&lt;p&gt;&lt;i&gt;Note&lt;/i&gt;(&lt;i&gt;k&lt;/i&gt;) = (&lt;i&gt;w&lt;/i&gt;&lt;sub&gt;a&lt;/sub&gt; (1 − &lt;i&gt;L&lt;/i&gt;) + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;g&lt;/sub&gt; &lt;i&gt;G&lt;/i&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;m&lt;/sub&gt; &lt;i&gt;M&lt;/i&gt;) / (&lt;i&gt;w&lt;/i&gt;&lt;sub&gt;a&lt;/sub&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;g&lt;/sub&gt; + &lt;i&gt;w&lt;/i&gt;&lt;sub&gt;m&lt;/sub&gt;)&lt;/p&gt;&lt;p&gt;&lt;i&gt;L&lt;/i&gt;: Genauigkeitsverlust gegen das Vollmodell, relativ. &lt;i&gt;G&lt;/i&gt;: Genauigkeitsgewinn für die seit dem vorigen Schnitt hinzugekommene Rechnung, auf 0…1 skaliert. &lt;i&gt;M&lt;/i&gt;: Anteil der gesparten MACs.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>The part model of cut %1 never answers with: %2.</source>
        <translation>Das Teilmodell von Schnitt %1 nennt nie: %2.</translation>
    </message>
</context>
<context>
    <name>microt::gui::CutTableModel</name>
    <message>
        <source>Cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Blocks in the part model</source>
        <translation>Blöcke im Teilmodell</translation>
    </message>
    <message>
        <source>MACs, M</source>
        <translation>MACs, M</translation>
    </message>
    <message>
        <source>Multiply-accumulates of the part model, millions</source>
        <translation>Multiply-Accumulates des Teilmodells, Millionen</translation>
    </message>
    <message>
        <source>MACs, %</source>
        <translation>MACs, %</translation>
    </message>
    <message>
        <source>Share of the full model&apos;s multiply-accumulates</source>
        <translation>Anteil an den Multiply-Accumulates des Vollmodells</translation>
    </message>
    <message>
        <source>Param., k</source>
        <translation>Param., k</translation>
    </message>
    <message>
        <source>Parameters of the part model, thousands</source>
        <translation>Parameter des Teilmodells, Tausend</translation>
    </message>
    <message>
        <source>Arena, kB</source>
        <translation>Arena, kB</translation>
    </message>
    <message>
        <source>Largest int8 activations alive at once, 1 kB = 1,000 bytes</source>
        <translation>Größte zugleich lebende int8-Aktivierungen, 1 kB = 1.000 Bytes</translation>
    </message>
    <message>
        <source>Test, %</source>
        <translation>Test, %</translation>
    </message>
    <message>
        <source>Part accuracy on test pictures; plays no part in the choice</source>
        <translation>Genauigkeit des Teilmodells auf Testbildern; spielt bei der Wahl keine Rolle</translation>
    </message>
    <message>
        <source>Loss, %</source>
        <translation>Verlust, %</translation>
    </message>
    <message>
        <source>Accuracy loss L against the full model, relative</source>
        <translation>Genauigkeitsverlust L gegen das Vollmodell, relativ</translation>
    </message>
    <message>
        <source>Gain</source>
        <translation>Gew.</translation>
    </message>
    <message>
        <source>Gain ratio: accuracy gained for the computation added</source>
        <translation>Gewinnverhältnis: Genauigkeitsgewinn für die hinzugekommene Rechnung</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>Fused score</source>
        <translation>Gesamtnote</translation>
    </message>
    <message>
        <source>%1, recommended</source>
        <translation>%1, empfohlen</translation>
    </message>
    <message>
        <source>Full, %</source>
        <translation>Voll, %</translation>
    </message>
    <message>
        <source>Full accuracy with this cut on test pictures; plays no part in the choice</source>
        <translation>Genauigkeit des Vollmodells mit diesem Schnitt auf Testbildern; geht nicht in die Wahl ein</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Choice, %</source>
        <translation>Wahl, %</translation>
    </message>
    <message>
        <source>Part accuracy by which the cut is chosen: on calibration pictures and, each third by heads trained on the others, on train pictures</source>
        <translation>Genauigkeit des Teilmodells, nach der der Schnitt gewählt wird: auf Kalibrierbildern und, jedes Drittel mit Köpfen von den anderen, auf Trainingsbildern</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Best ratio: the largest up to which none loses more than accepted on unseen pictures</source>
        <translation>Bester Anteil: der größte, bis zu dem keiner auf ungesehenen Bildern mehr verliert als hingenommen</translation>
    </message>
    <message>
        <source>Staged, %</source>
        <translation>Gest., %</translation>
    </message>
    <message>
        <source>Staged accuracy at the best ratio on test pictures; plays no part in the choice</source>
        <translation>Gestufte Genauigkeit beim besten Anteil auf Testbildern; spielt bei der Wahl keine Rolle</translation>
    </message>
    <message>
        <source>mJ</source>
        <translation>mJ</translation>
    </message>
    <message>
        <source>Energy of a picture at the best ratio, modelled, in millijoule</source>
        <translation>Energie eines Bildes beim besten Anteil, modelliert, in Millijoule</translation>
    </message>
    <message>
        <source>Bal., %</source>
        <translation>Ausg., %</translation>
    </message>
    <message>
        <source>Balanced part accuracy on test pictures: mean over the classes of the share answered rightly</source>
        <translation>Ausgewogene Genauigkeit des Teilmodells auf Testbildern: Mittel über die Klassen des Anteils richtiger Antworten</translation>
    </message>
    <message>
        <source>Balanced %1 %; classes never answered: %2</source>
        <translation>Ausgewogen %1 %; nie genannte Klassen: %2</translation>
    </message>
    <message>
        <source>Number of features that the part head sees</source>
        <translation>Zahl der Merkmale, die der Kopf des Teilmodells sieht</translation>
    </message>
</context>
<context>
    <name>microt::gui::CutView</name>
    <message>
        <source>, ahead of cut %1 with %2</source>
        <translation>, vor Schnitt %1 mit %2</translation>
    </message>
    <message>
        <source>Cost and accuracy of the part model at every cut</source>
        <translation>Kosten und Genauigkeit des Teilmodells an jedem Schnitt</translation>
    </message>
    <message>
        <source>&amp;Accuracy</source>
        <translation>&amp;Genauigkeit</translation>
    </message>
    <message>
        <source>&amp;Gain</source>
        <translation>Ge&amp;winn</translation>
    </message>
    <message>
        <source>&amp;MACs saved</source>
        <translation>Gesparte &amp;MACs</translation>
    </message>
    <message>
        <source>All cuts</source>
        <translation>Alle Schnitte</translation>
    </message>
    <message>
        <source>earlier blocks</source>
        <translation>frühere Blöcke</translation>
    </message>
    <message>
        <source>this block</source>
        <translation>dieser Block</translation>
    </message>
    <message>
        <source>part accuracy</source>
        <translation>Genauigkeit Teilmodell</translation>
    </message>
    <message>
        <source>Cut: blocks in the part model</source>
        <translation>Schnitt: Blöcke im Teilmodell</translation>
    </message>
    <message>
        <source>Share of MACs and test accuracy, %</source>
        <translation>Anteil der MACs und Testgenauigkeit, %</translation>
    </message>
    <message>
        <source>full accuracy</source>
        <translation>Genauigkeit Vollmodell</translation>
    </message>
    <message>
        <source>cut %1, recommended</source>
        <translation>Schnitt %1, empfohlen</translation>
    </message>
    <message>
        <source>cut %1</source>
        <translation>Schnitt %1</translation>
    </message>
    <message>
        <source>Cut %1 is recommended: on unseen pictures of train and calibration its part model is right in %2 % where the full model is right in %3 %, for %4 % of the computation. Its fused score is %5</source>
        <translation>Schnitt %1 ist empfohlen: Auf ungesehenen Bildern aus Training und Kalibrierung liegt sein Teilmodell in %2 % richtig, das Vollmodell in %3 %, bei %4 % der Rechnung. Seine Gesamtnote ist %5</translation>
    </message>
    <message>
        <source>Cut %1 at ratio %2 takes the least energy, %3 mJ a picture (modelled, %4 % less than the full model alone), of all cuts and ratios that lose at most %5 points: %6 % of unseen pictures of train and calibration are answered rightly, by the full model %7 %.</source>
        <translation>Schnitt %1 mit Anteil %2 braucht die wenigste Energie, %3 mJ je Bild (modelliert, %4 % weniger als das Vollmodell), von allen, die höchstens %5 Punkte verlieren: Von ungesehenen Bildern werden %6 % richtig beantwortet, vom Vollmodell %7 %.</translation>
    </message>
    <message>
        <source>Least energy</source>
        <translation>Wenigste Energie</translation>
    </message>
    <message>
        <source>Fused score</source>
        <translation>Gesamtnote</translation>
    </message>
    <message>
        <source>Recommend by</source>
        <translation>Empfehlen nach</translation>
    </message>
    <message>
        <source>Least energy: of all cuts and ratios the one that takes least energy at the loss you accept. Fused score: the paper&apos;s, by the weights below, at ratio 0.5</source>
        <translation>Wenigste Energie: von allen Schnitten und Anteilen die Wahl mit der wenigsten Energie bei dem Verlust, den Sie hinnehmen. Gesamtnote: die der Veröffentlichung, mit den Gewichten unten, bei Anteil 0,5</translation>
    </message>
    <message>
        <source> points</source>
        <translation> Punkte</translation>
    </message>
    <message>
        <source>Accepted loss</source>
        <translation>Hingenommener Verlust</translation>
    </message>
    <message>
        <source>How much less accurate than the full model the two stages may be, estimated on unseen pictures of train and calibration</source>
        <translation>Um wie viel ungenauer als das Vollmodell die zwei Stufen sein dürfen, geschätzt auf ungesehenen Bildern aus Training und Kalibrierung</translation>
    </message>
    <message>
        <source>&amp;Use the recommendation</source>
        <translation>&amp;Empfehlung nehmen</translation>
    </message>
    <message>
        <source>&amp;Loss at most</source>
        <translation>&amp;Verlust bis</translation>
    </message>
    <message>
        <source>staged, best ratio</source>
        <translation>gestuft, bester Anteil</translation>
    </message>
    <message>
        <source>Recommend &amp;by</source>
        <translation>Em&amp;pfehlung</translation>
    </message>
    <message>
        <source>exit %1</source>
        <translation>Ausgang %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::DataPage</name>
    <message>
        <source>Add pictures</source>
        <translation>Bilder hinzufügen</translation>
    </message>
    <message>
        <source>A folder…</source>
        <translation>Ein Ordner…</translation>
    </message>
    <message>
        <source>A manifest (CSV)…</source>
        <translation>Eine Liste (CSV)…</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Pictures of the class</source>
        <translation>Bilder der Klasse</translation>
    </message>
    <message>
        <source>in %1 classes</source>
        <translation>in %1 Klassen</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>No pictures yet. Choose a folder, drop one here, or open the demo (File menu).</source>
        <translation>Noch keine Bilder. Wählen Sie einen Ordner, ziehen Sie einen hierher oder öffnen Sie die Demo (Menü Datei).</translation>
    </message>
    <message>
        <source>Choose a folder…</source>
        <translation>Ordner wählen…</translation>
    </message>
    <message>
        <source>Data</source>
        <translation>Daten</translation>
    </message>
    <message>
        <source>Files left out</source>
        <translation>Ausgelassene Dateien</translation>
    </message>
    <message>
        <source>Pictures worth a look</source>
        <translation>Bilder, die einen Blick lohnen</translation>
    </message>
    <message>
        <source>Left out (%1)</source>
        <translation>Ausgelassen (%1)</translation>
    </message>
    <message>
        <source>Worth a look (%1)</source>
        <translation>Auffällig (%1)</translation>
    </message>
    <message>
        <source>&lt;p&gt;Each task is a set of pictures with its own classes; all tasks of a project share one extractor. The pictures are divided by class: heads learn from the train part, thresholds come from the calibration part, and the test part only ever measures. Files that play no part are listed with the reason. The same picture twice, exactly or nearly, stays on one side of the split, as a test picture that was learnt from measures nothing.&lt;/p&gt;&lt;p&gt;For a class of &lt;i&gt;n&lt;/i&gt; pictures: &lt;i&gt;n&lt;/i&gt;&lt;sub&gt;test&lt;/sub&gt; = &lt;i&gt;n&lt;/i&gt; · test share, &lt;i&gt;n&lt;/i&gt;&lt;sub&gt;calibration&lt;/sub&gt; = &lt;i&gt;n&lt;/i&gt; · calibration share, the rest is for training.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Jede Aufgabe ist eine Menge von Bildern mit eigenen Klassen; alle Aufgaben eines Projekts teilen sich einen Extraktor. Die Bilder werden klassenweise aufgeteilt: Köpfe lernen aus dem Trainingsteil, Schwellen kommen aus dem Kalibrierteil, und der Testteil misst immer nur. Dateien, die keine Rolle spielen, werden mit Grund genannt. Dasselbe Bild zweimal, gleich oder fast gleich, bleibt auf einer Seite der Aufteilung, denn ein Testbild, aus dem gelernt wurde, misst nichts.&lt;/p&gt;&lt;p&gt;Für eine Klasse mit &lt;i&gt;n&lt;/i&gt; Bildern: &lt;i&gt;n&lt;/i&gt;&lt;sub&gt;Test&lt;/sub&gt; = &lt;i&gt;n&lt;/i&gt; · Testanteil, &lt;i&gt;n&lt;/i&gt;&lt;sub&gt;Kalibrierung&lt;/sub&gt; = &lt;i&gt;n&lt;/i&gt; · Kalibrieranteil, der Rest ist fürs Training.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Follow links out of the task&apos;s folder</source>
        <translation>Verknüpfungen aus dem Ordner der Aufgabe folgen</translation>
    </message>
    <message>
        <source>Suspects</source>
        <translation>Verdächtige</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>Karte</translation>
    </message>
    <message>
        <source>Remove task…</source>
        <translation>Aufgabe entfernen…</translation>
    </message>
    <message>
        <source>Rename task…</source>
        <translation>Aufgabe umbenennen…</translation>
    </message>
    <message>
        <source>Train: heads learn</source>
        <translation>Train: Köpfe lernen</translation>
    </message>
    <message>
        <source>Calibration: thresholds</source>
        <translation>Kalibrierung: Schwellen</translation>
    </message>
    <message>
        <source>Test: measures</source>
        <translation>Test: misst</translation>
    </message>
</context>
<context>
    <name>microt::gui::DistillForm</name>
    <message>
        <source>file or name</source>
        <translation>Datei oder Name</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>%1, fresh weights</source>
        <translation>%1, frische Gewichte</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source> pixels</source>
        <translation> Pixel</translation>
    </message>
    <message>
        <source>Its pictures</source>
        <translation>Seine Bilder</translation>
    </message>
    <message>
        <source>Pictures to learn from</source>
        <translation>Bilder zum Lernen</translation>
    </message>
    <message>
        <source>Add…</source>
        <translation>Hinzufügen …</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Cuts</source>
        <translation>Schnitte</translation>
    </message>
    <message>
        <source>One cut, or several with commas: each is trained in turn from this extractor, and a table shows what it gained on the active task</source>
        <translation>Ein Schnitt oder mehrere mit Kommas: Jeder wird der Reihe nach von diesem Extraktor aus trainiert, und eine Tabelle zeigt den Gewinn bei der aktiven Aufgabe</translation>
    </message>
    <message>
        <source>teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Full model</source>
        <translation>Vollmodell</translation>
    </message>
    <message>
        <source>Part model</source>
        <translation>Teilmodell</translation>
    </message>
    <message>
        <source>from </source>
        <translation>ab </translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source> % of the views</source>
        <translation> % der Ansichten</translation>
    </message>
    <message>
        <source>Heads on the calibration split of the active task say how useful the student is</source>
        <translation>Köpfe auf den Kalibrierbildern der aktiven Aufgabe sagen, wie nützlich der Schüler ist</translation>
    </message>
    <message>
        <source>Of the file in the project&apos;s folder &quot;extractors&quot;</source>
        <translation>Der Datei im Ordner „extractors“ des Projekts</translation>
    </message>
    <message>
        <source>batch </source>
        <translation>Batch </translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>Epochen</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Lernrate</translation>
    </message>
    <message>
        <source>Views</source>
        <translation>Ansichten</translation>
    </message>
    <message>
        <source>Mixup</source>
        <translation>Mixup</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Open a project or the demo first.</source>
        <translation>Zuerst ein Projekt oder die Demo öffnen.</translation>
    </message>
    <message>
        <source>Add a folder of pictures to learn from.</source>
        <translation>Einen Ordner mit Bildern zum Lernen hinzufügen.</translation>
    </message>
    <message>
        <source>Choose an extractor first.</source>
        <translation>Zuerst einen Extraktor wählen.</translation>
    </message>
    <message>
        <source>Choose a cut first.</source>
        <translation>Zuerst einen Schnitt wählen.</translation>
    </message>
    <message>
        <source>The extractor has no cut %1.</source>
        <translation>Der Extraktor hat keinen Schnitt %1.</translation>
    </message>
    <message>
        <source>Give the result a name.</source>
        <translation>Dem Ergebnis einen Namen geben.</translation>
    </message>
    <message>
        <source>Choose a teacher</source>
        <translation>Lehrer wählen</translation>
    </message>
    <message>
        <source>Teachers (*.json *.mtx *.onnx *.tflite *.pt *.npy);;All files (*)</source>
        <translation>Lehrer (*.json *.mtx *.onnx *.tflite *.pt *.npy);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>my own</source>
        <translation>eigene</translation>
    </message>
    <message>
        <source>Sets epochs, learning rate, views and mixup together</source>
        <translation>Setzt Epochen, Lernrate, Ansichten und Mixup gemeinsam</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Rezept</translation>
    </message>
    <message>
        <source>thousands of pictures</source>
        <translation>tausende Bilder</translation>
    </message>
    <message>
        <source>millions, as in the paper</source>
        <translation>Millionen, wie im Paper</translation>
    </message>
    <message>
        <source> ep.</source>
        <translation> Ep.</translation>
    </message>
    <message>
        <source>Probe every</source>
        <translation>Probe alle</translation>
    </message>
    <message>
        <source>this one, with its weights</source>
        <translation>dieser, mit seinen Gewichten</translation>
    </message>
    <message>
        <source>processor</source>
        <translation>Prozessor</translation>
    </message>
    <message>
        <source>GPU if there is one</source>
        <translation>GPU, falls es eine gibt</translation>
    </message>
    <message>
        <source>GPU</source>
        <translation>GPU</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>MCUNet&apos;s zoo (github.com/mit-han-lab/mcunet) has larger ones: put .json and .pth into the folder MicroT/teachers of your home, and they are listed here. Any .onnx, or a TorchScript .pt such as DINOv2&apos;s (github.com/facebookresearch/dinov2), will do as well.</source>
        <translation>Größere hat der Zoo von MCUNet (github.com/mit-han-lab/mcunet): Legen Sie .json und .pth in den Ordner MicroT/teachers Ihres Benutzerordners, dann stehen sie hier. Jede .onnx-Datei oder ein TorchScript .pt wie das von DINOv2 (github.com/facebookresearch/dinov2) geht auch.</translation>
    </message>
    <message>
        <source>Choose a teacher: a larger network that knows more. Its field says where to get one.</source>
        <translation>Wählen Sie einen Lehrer: ein größeres Netz, das mehr weiß. Sein Feld sagt, woher man eines bekommt.</translation>
    </message>
</context>
<context>
    <name>microt::gui::DistillModel</name>
    <message>
        <source>Distilling</source>
        <translation>Destillieren</translation>
    </message>
    <message>
        <source>Training part and full model together at cut %1</source>
        <translation>Teil- und Vollmodell werden an Schnitt %1 gemeinsam trainiert</translation>
    </message>
    <message>
        <source>Looking for teachers</source>
        <translation>Lehrer suchen</translation>
    </message>
</context>
<context>
    <name>microt::gui::DistillView</name>
    <message>
        <source>Deletes its checkpoints</source>
        <translation>Löscht seine Zwischenstände</translation>
    </message>
    <message>
        <source>Use it in this project</source>
        <translation>In diesem Projekt verwenden</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Probe on the active task</source>
        <translation>Probe an der aktiven Aufgabe</translation>
    </message>
    <message>
        <source>&amp;Pause</source>
        <translation>&amp;Pause</translation>
    </message>
    <message>
        <source>Pausing…</source>
        <translation>Hält an …</translation>
    </message>
    <message>
        <source>&amp;Go on</source>
        <translation>&amp;Weiter</translation>
    </message>
    <message>
        <source>&amp;Go on where it stopped</source>
        <translation>Dort &amp;weitermachen</translation>
    </message>
    <message>
        <source>&amp;Start</source>
        <translation>&amp;Starten</translation>
    </message>
    <message>
        <source>Epoch %1 of %2: loss %3, test MSE %4, RMSE %5, R² %6, %7 pictures a second</source>
        <translation>Epoche %1 von %2: Verlust %3, Test-MSE %4, RMSE %5, R² %6, %7 Bilder je Sekunde</translation>
    </message>
    <message>
        <source>Paused at a checkpoint.</source>
        <translation>An einem Zwischenstand angehalten.</translation>
    </message>
    <message>
        <source>Part and full model are trained together at cut %1.</source>
        <translation>Teil- und Vollmodell werden am Schnitt %1 gemeinsam trainiert.</translation>
    </message>
    <message>
        <source>training loss</source>
        <translation>Trainingsverlust</translation>
    </message>
    <message>
        <source>test MSE</source>
        <translation>Test-MSE</translation>
    </message>
    <message>
        <source>Epoch</source>
        <translation>Epoche</translation>
    </message>
    <message>
        <source>part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Accuracy on calibration pictures, %</source>
        <translation>Genauigkeit auf Kalibrierbildern, %</translation>
    </message>
    <message>
        <source>Cut %1.</source>
        <translation>Schnitt %1.</translation>
    </message>
    <message>
        <source>Part and full model are trained together at the cuts %1 in turn.</source>
        <translation>Teil- und Vollmodell werden an den Schnitten %1 der Reihe nach gemeinsam trainiert.</translation>
    </message>
    <message>
        <source>Mean over pictures</source>
        <translation>Mittel über Bilder</translation>
    </message>
    <message>
        <source>Start with these settings</source>
        <translation>Hiermit starten</translation>
    </message>
    <message>
        <source>Discard the run…</source>
        <translation>Lauf verwerfen…</translation>
    </message>
    <message>
        <source>Use rate %1</source>
        <translation>Rate %1 nehmen</translation>
    </message>
    <message>
        <source>%1 stopped after epoch %2 of %3. Its checkpoints are deleted, and it cannot go on.</source>
        <translation>%1 hielt nach Epoche %2 von %3 an. Die Sicherungen werden gelöscht, und der Lauf kann nicht weitergehen.</translation>
    </message>
    <message>
        <source>%1 stopped in its first epoch. Its checkpoints are deleted, and it cannot go on.</source>
        <translation>%1 hielt in der ersten Epoche an. Die Sicherungen werden gelöscht, und der Lauf kann nicht weitergehen.</translation>
    </message>
    <message>
        <source>Discard the run?</source>
        <translation>Den Lauf verwerfen?</translation>
    </message>
    <message>
        <source>Start anew in its place?</source>
        <translation>An seiner Stelle neu beginnen?</translation>
    </message>
    <message>
        <source>Use it all the same</source>
        <translation>Trotzdem verwenden</translation>
    </message>
    <message>
        <source>This rate is for fresh weights: a network that was trained before may lose what it knows.</source>
        <translation>Diese Rate ist für frische Gewichte: Ein schon trainiertes Netz kann verlieren, was es weiß.</translation>
    </message>
    <message>
        <source>The probe fell from %1 % to %2 %: the network before the training is the better one, and stays in use.</source>
        <translation>Die Probe fiel von %1 % auf %2 %: Das Netz vor dem Training ist das bessere und bleibt in Gebrauch.</translation>
    </message>
    <message>
        <source>The probe went from %1 % to %2 %.</source>
        <translation>Die Probe ging von %1 % auf %2 %.</translation>
    </message>
    <message>
        <source>%1, another training, stopped and can go on. Starting this one sets it aside.</source>
        <translation>%1, ein anderes Training, hat angehalten und kann weitergehen. Dieses zu starten legt es beiseite.</translation>
    </message>
    <message>
        <source>%1, another training, is under way.</source>
        <translation>%1, ein anderes Training, ist im Gange.</translation>
    </message>
    <message>
        <source>The fields differ from %1, which stopped after epoch %2. It goes on with its own settings.</source>
        <translation>Die Felder weichen von %1 ab, das nach Epoche %2 anhielt. Es geht mit seinen eigenen Einstellungen weiter.</translation>
    </message>
</context>
<context>
    <name>microt::gui::ErrorBar</name>
    <message>
        <source>Try again</source>
        <translation>Erneut versuchen</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Details</translation>
    </message>
    <message>
        <source>Hide this message</source>
        <translation>Meldung ausblenden</translation>
    </message>
    <message>
        <source>%1 failed: %2.</source>
        <translation>%1 ist fehlgeschlagen: %2.</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::EventLog</name>
    <message>
        <source>Ended: %1</source>
        <translation>Beendet: %1</translation>
    </message>
    <message>
        <source>%1 failed: %2.</source>
        <translation>%1 ist fehlgeschlagen: %2.</translation>
    </message>
    <message>
        <source>Project: %1</source>
        <translation>Projekt: %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::ExploreModel</name>
    <message>
        <source>Exploring all settings</source>
        <translation>Alle Einstellungen werden erkundet</translation>
    </message>
</context>
<context>
    <name>microt::gui::ExplorePage</name>
    <message>
        <source>Cut %1 at ratio %2 (confidence: %3) on %4: %5 mJ a picture, modelled, %6 % saved. It answers %7 % of %8 unseen pictures rightly; expect %9 on new ones.</source>
        <translation>Schnitt %1 bei Anteil %2 (Konfidenz: %3) auf %4: %5 mJ je Bild, modelliert, %6 % gespart. %7 % von %8 ungesehenen Bildern sind richtig beantwortet; erwarten Sie %9 bei neuen.</translation>
    </message>
    <message>
        <source>%1 to %2 %</source>
        <translation>%1 bis %2 %</translation>
    </message>
    <message>
        <source>The highest accuracy, one standard error in hand, is %1 %.</source>
        <translation>Die höchste Genauigkeit, abzüglich eines Standardfehlers, ist %1 %.</translation>
    </message>
    <message>
        <source>The least energy is %1 mJ.</source>
        <translation>Die geringste Energie ist %1 mJ.</translation>
    </message>
    <message>
        <source>The shortest time is %1 ms.</source>
        <translation>Die kürzeste Zeit ist %1 ms.</translation>
    </message>
    <message>
        <source>The activations take %1 kB.</source>
        <translation>Die Aktivierungen brauchen %1 kB.</translation>
    </message>
    <message>
        <source>The weights take %1 kB.</source>
        <translation>Die Gewichte brauchen %1 kB.</translation>
    </message>
    <message>
        <source>The network fits no board.</source>
        <translation>Das Netz passt auf kein Board.</translation>
    </message>
    <message>
        <source>No setting meets all limits together; loosen one of them.</source>
        <translation>Keine Einstellung hält alle Grenzen zugleich ein; lockern Sie eine.</translation>
    </message>
    <message>
        <source>No setting meets the limits.</source>
        <translation>Keine Einstellung hält die Grenzen ein.</translation>
    </message>
    <message>
        <source>Limits</source>
        <translation>Grenzen</translation>
    </message>
    <message>
        <source>Without an accuracy: at most one point under the best full model. One standard error is kept in hand.</source>
        <translation>Ohne Genauigkeit: höchstens ein Punkt unter dem besten vollen Modell. Ein Standardfehler bleibt in Reserve.</translation>
    </message>
    <message>
        <source>Accurac&amp;y at least</source>
        <translation>&amp;Genauigkeit mindestens</translation>
    </message>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>Ener&amp;gy at most</source>
        <translation>E&amp;nergie höchstens</translation>
    </message>
    <message>
        <source> mJ</source>
        <translation> mJ</translation>
    </message>
    <message>
        <source>Ti&amp;me at most</source>
        <translation>&amp;Zeit höchstens</translation>
    </message>
    <message>
        <source> ms</source>
        <translation> ms</translation>
    </message>
    <message>
        <source>Accuracy against energy</source>
        <translation>Genauigkeit gegen Energie</translation>
    </message>
    <message>
        <source>&amp;Use this setting</source>
        <translation>&amp;Einstellung verwenden</translation>
    </message>
    <message>
        <source>Sets cut, ratio, confidence measure and board of the task to the row that is marked</source>
        <translation>Setzt Schnitt, Anteil, Konfidenzmaß und Board der Aufgabe auf die markierte Zeile</translation>
    </message>
    <message>
        <source>Settings that no other beats</source>
        <translation>Einstellungen, die keine andere übertrifft</translation>
    </message>
    <message>
        <source>fits %1</source>
        <translation>passt auf %1</translation>
    </message>
    <message>
        <source>does not fit %1</source>
        <translation>passt nicht auf %1</translation>
    </message>
    <message>
        <source>The network in int8 takes %1 kB for activations and %2 kB for weights, whatever the setting: %3.</source>
        <translation>Das Netz in int8 braucht %1 kB für Aktivierungen und %2 kB für Gewichte, gleich bei welcher Einstellung: %3.</translation>
    </message>
    <message>
        <source>Trying every cut, ratio, confidence measure and board …</source>
        <translation>Jeder Schnitt, jeder Anteil, jedes Konfidenzmaß und jedes Board wird versucht …</translation>
    </message>
    <message>
        <source>all settings</source>
        <translation>alle Einstellungen</translation>
    </message>
    <message>
        <source>within the limits</source>
        <translation>innerhalb der Grenzen</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>recommended</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>Energy, mJ a picture, modelled</source>
        <translation>Energie, mJ je Bild, modelliert</translation>
    </message>
    <message>
        <source>Accuracy of unseen pictures, %</source>
        <translation>Genauigkeit bei ungesehenen Bildern, %</translation>
    </message>
    <message>
        <source>Explore</source>
        <translation>Erkunden</translation>
    </message>
    <message>
        <source>&lt;p&gt;Every cut, ratio, confidence measure and board at once. Heads are trained once; what they say of pictures that they had not seen gives the accuracy of every setting, the energy model what it costs.&lt;/p&gt;&lt;p&gt;The line holds the settings that no other beats: whatever is more accurate costs more. Limits narrow it; of what is left, the setting with the least energy is recommended. The range says where the accuracy of new pictures like these lies in 95 of 100 cases.&lt;/p&gt;&lt;p&gt;Test pictures are measured and never choose.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Jeder Schnitt, jeder Anteil, jedes Konfidenzmaß und jedes Board zugleich. Köpfe werden einmal trainiert; was sie von ungesehenen Bildern sagen, gibt die Genauigkeit jeder Einstellung, das Energiemodell, was sie kostet.&lt;/p&gt;&lt;p&gt;Die Linie hält die Einstellungen, die keine andere übertrifft: was genauer ist, kostet mehr. Grenzen engen sie ein; von dem, was bleibt, wird die Einstellung mit der geringsten Energie empfohlen. Der Bereich sagt, wo die Genauigkeit neuer, ähnlicher Bilder in 95 von 100 Fällen liegt.&lt;/p&gt;&lt;p&gt;Testbilder werden gemessen und wählen nie.&lt;/p&gt;</translation>
    </message>
</context>
<context>
    <name>microt::gui::ExportDialog</name>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>What to export</source>
        <translation>Was exportiert wird</translation>
    </message>
    <message>
        <source>Those whose firmware was built; mps2 and mps3 are the virtual boards</source>
        <translation>Die, deren Firmware gebaut wurde; mps2 und mps3 sind die virtuellen Boards</translation>
    </message>
    <message>
        <source>C&amp;hoose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <source>C&amp;opy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>&amp;Export</source>
        <translation>&amp;Exportieren</translation>
    </message>
    <message>
        <source>&amp;Show in folder</source>
        <translation>Im Ordner &amp;zeigen</translation>
    </message>
    <message>
        <source>&amp;Board</source>
        <translation>&amp;Board</translation>
    </message>
    <message>
        <source>Co&amp;mmand</source>
        <translation>Be&amp;fehl</translation>
    </message>
    <message>
        <source>&amp;Folder</source>
        <translation>&amp;Ordner</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Cancelled; nothing was replaced.</source>
        <translation>Abgebrochen; nichts wurde ersetzt.</translation>
    </message>
    <message>
        <source>Written: %1, %2</source>
        <translation>Geschrieben: %1, %2</translation>
    </message>
    <message>
        <source>Replace what is there already? %1</source>
        <translation>Ersetzen, was schon da ist? %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::ExportModel</name>
    <message>
        <source>Deployment image (.mti)</source>
        <translation>Deployment-Image (.mti)</translation>
    </message>
    <message>
        <source>Part and full model (.tflite)</source>
        <translation>Teil- und Vollmodell (.tflite)</translation>
    </message>
    <message>
        <source>Float network (.onnx)</source>
        <translation>Float-Netz (.onnx)</translation>
    </message>
    <message>
        <source>Features, full (.npy)</source>
        <translation>Merkmale, voll (.npy)</translation>
    </message>
    <message>
        <source>Features at the cut (.npy)</source>
        <translation>Merkmale am Schnitt (.npy)</translation>
    </message>
    <message>
        <source>Heads of the board (.mth)</source>
        <translation>Köpfe des Boards (.mth)</translation>
    </message>
    <message>
        <source>Firmware image (.bin, .elf)</source>
        <translation>Firmware (.bin, .elf)</translation>
    </message>
    <message>
        <source>The extractor in int8 with its cut, as a board takes it. Heads are no part of it: a board trains them, or is given them.</source>
        <translation>Der Extraktor in int8 mit seinem Schnitt, wie ein Board ihn nimmt. Köpfe gehören nicht dazu: Ein Board trainiert sie oder bekommt sie.</translation>
    </message>
    <message>
        <source>Two int8 networks for other runtimes, up to the cut and whole. Their output is the means of the last channels: features, no classes.</source>
        <translation>Zwei int8-Netze für andere Laufzeiten, bis zum Schnitt und ganz. Ihre Ausgabe sind die Mittel der letzten Kanäle: Merkmale, keine Klassen.</translation>
    </message>
    <message>
        <source>The extractor in float, opset 13, with its preprocessing and cuts in the metadata. This program opens it again.</source>
        <translation>Der Extraktor in Float, Opset 13, mit Vorverarbeitung und Schnitten in den Metadaten. Dieses Programm öffnet ihn wieder.</translation>
    </message>
    <message>
        <source>What the full extractor computes of every picture, float32, a row a picture; a .csv beside it names the rows.</source>
        <translation>Was der volle Extraktor aus jedem Bild berechnet, float32, eine Zeile je Bild; eine .csv daneben nennt die Zeilen.</translation>
    </message>
    <message>
        <source>What the part model computes at the chosen cut, float32, a row a picture; a .csv beside it names the rows.</source>
        <translation>Was das Teilmodell am gewählten Schnitt berechnet, float32, eine Zeile je Bild; eine .csv daneben nennt die Zeilen.</translation>
    </message>
    <message>
        <source>The heads and thresholds that the connected board has for its task. The Board page imports them into any board with the same image.</source>
        <translation>Köpfe und Schwellen, die das verbundene Board für seine Aufgabe hat. Die Seite Board importiert sie in jedes Board mit demselben Image.</translation>
    </message>
    <message>
        <source>The program of a board, without extractor and heads. Copy the .bin onto the drive of a Nucleo; the .elf is for debuggers and the emulator.</source>
        <translation>Das Programm eines Boards, ohne Extraktor und Köpfe. Die .bin kopiert man auf das Laufwerk eines Nucleo; die .elf ist für Debugger und den Emulator.</translation>
    </message>
    <message>
        <source>Deployment images (*.mti)</source>
        <translation>Deployment-Images (*.mti)</translation>
    </message>
    <message>
        <source>ONNX networks (*.onnx)</source>
        <translation>ONNX-Netze (*.onnx)</translation>
    </message>
    <message>
        <source>NumPy arrays (*.npy)</source>
        <translation>NumPy-Felder (*.npy)</translation>
    </message>
    <message>
        <source>Heads (*.mth)</source>
        <translation>Köpfe (*.mth)</translation>
    </message>
    <message>
        <source>Firmware (*.bin *.elf)</source>
        <translation>Firmware (*.bin *.elf)</translation>
    </message>
    <message>
        <source>A step before it failed; its page says what can be done.</source>
        <translation>Ein Schritt davor schlug fehl; seine Seite sagt, was zu tun ist.</translation>
    </message>
    <message>
        <source>What it needs is being computed; the bar at the bottom says how far it is.</source>
        <translation>Was es braucht, wird gerade berechnet; die Leiste unten sagt, wie weit es ist.</translation>
    </message>
    <message>
        <source>There are no pictures yet: add a folder on the Data page.</source>
        <translation>Es gibt noch keine Bilder: Fügen Sie auf der Seite Daten einen Ordner hinzu.</translation>
    </message>
    <message>
        <source>There is no extractor yet: choose one on the Extractor page.</source>
        <translation>Es gibt noch keinen Extraktor: Wählen Sie einen auf der Seite Extraktor.</translation>
    </message>
    <message>
        <source>No board is connected: connect one on the Board page.</source>
        <translation>Kein Board ist verbunden: Verbinden Sie eines auf der Seite Board.</translation>
    </message>
    <message>
        <source>The board is busy.</source>
        <translation>Das Board ist beschäftigt.</translation>
    </message>
    <message>
        <source>The board has no heads yet: train them on the Board page.</source>
        <translation>Das Board hat noch keine Köpfe: Trainieren Sie sie auf der Seite Board.</translation>
    </message>
    <message>
        <source>There is no firmware in %1.</source>
        <translation>In %1 liegt keine Firmware.</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>Kein Projekt ist offen.</translation>
    </message>
    <message>
        <source>No cut is chosen yet: choose one on the Cut page, or wait for the recommended one.</source>
        <translation>Noch ist kein Schnitt gewählt: Wählen Sie einen auf der Seite Schnitt oder warten Sie auf den empfohlenen.</translation>
    </message>
    <message>
        <source>Exporting: %1</source>
        <translation>Export: %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::ExtractorPage</name>
    <message>
        <source>Choose an extractor</source>
        <translation>Extraktor wählen</translation>
    </message>
    <message>
        <source>A file…</source>
        <translation>Eine Datei…</translation>
    </message>
    <message>
        <source>Multiply-accumulates</source>
        <translation>Multiply-Accumulates</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
    <message>
        <source>Activations, largest</source>
        <translation>Aktivierungen, höchstens</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>SHA-256 of the weights</source>
        <translation>SHA-256 der Gewichte</translation>
    </message>
    <message>
        <source>Preprocessing</source>
        <translation>Vorverarbeitung</translation>
    </message>
    <message>
        <source>MACs by block</source>
        <translation>MACs je Block</translation>
    </message>
    <message>
        <source>Operators</source>
        <translation>Operatoren</translation>
    </message>
    <message>
        <source>How it was made</source>
        <translation>Wie er entstand</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>%1 operators</source>
        <translation>%1 Operatoren</translation>
    </message>
    <message>
        <source>k</source>
        <translation>k</translation>
    </message>
    <message>
        <source>folded, no classifier</source>
        <translation>gefaltet, ohne Klassifikator</translation>
    </message>
    <message>
        <source>kB</source>
        <translation>kB</translation>
    </message>
    <message>
        <source>int8, alive at once</source>
        <translation>int8, zugleich lebend</translation>
    </message>
    <message>
        <source>%1 cuts</source>
        <translation>%1 Schnitte</translation>
    </message>
    <message>
        <source>squashed</source>
        <translation>gestaucht</translation>
    </message>
    <message>
        <source>The file does not say.</source>
        <translation>Die Datei sagt es nicht.</translation>
    </message>
    <message>
        <source>No extractor yet: choose one that ships with the workbench, or a file.</source>
        <translation>Noch kein Extraktor: Wählen Sie einen mitgelieferten oder eine Datei.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen…</translation>
    </message>
    <message>
        <source>Extractor</source>
        <translation>Extraktor</translation>
    </message>
    <message>
        <source>&lt;p&gt;The extractor is a small convolutional network that turns a picture into a short vector of features. It is frozen: on the board only the heads behind it learn. Pictures are scaled as the extractor was trained to see them; that belongs to it and travels with it.&lt;/p&gt;&lt;p&gt;MACs of a convolution = &lt;i&gt;H&lt;/i&gt; · &lt;i&gt;W&lt;/i&gt; · &lt;i&gt;C&lt;/i&gt;&lt;sub&gt;out&lt;/sub&gt; · &lt;i&gt;k&lt;/i&gt;² · &lt;i&gt;C&lt;/i&gt;&lt;sub&gt;in&lt;/sub&gt; / groups, on the output&apos;s &lt;i&gt;H&lt;/i&gt; × &lt;i&gt;W&lt;/i&gt;. Network input = (pixel / 255 − mean) / deviation.&lt;/p&gt;&lt;p&gt;Batch normalisation is folded into the convolutions and clips are fused, as on the board.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Der Extraktor ist ein kleines Faltungsnetz, das aus einem Bild einen kurzen Merkmalsvektor macht. Er ist eingefroren: Auf dem Board lernen nur die Köpfe dahinter. Bilder werden so skaliert, wie der Extraktor sie im Training sah; das gehört zu ihm und reist mit ihm.&lt;/p&gt;&lt;p&gt;MACs einer Faltung = &lt;i&gt;H&lt;/i&gt; · &lt;i&gt;W&lt;/i&gt; · &lt;i&gt;C&lt;/i&gt;&lt;sub&gt;out&lt;/sub&gt; · &lt;i&gt;k&lt;/i&gt;² · &lt;i&gt;C&lt;/i&gt;&lt;sub&gt;in&lt;/sub&gt; / Gruppen, mit &lt;i&gt;H&lt;/i&gt; × &lt;i&gt;W&lt;/i&gt; der Ausgabe. Eingabe des Netzes = (Pixel / 255 − Mittel) / Abweichung.&lt;/p&gt;&lt;p&gt;Batch-Normalisierung ist in die Faltungen eingerechnet, Begrenzungen sind verschmolzen, wie auf dem Board.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Distil</source>
        <translation>Destillieren</translation>
    </message>
    <message>
        <source>grey</source>
        <translation>grau</translation>
    </message>
    <message>
        <source>scaled to cover it, centre cut out</source>
        <translation>deckend skaliert, Mitte ausgeschnitten</translation>
    </message>
    <message>
        <source>scaled to fit into it, grey around</source>
        <translation>eingepasst, Grau darum</translation>
    </message>
    <message>
        <source>Input</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>%1 × %2 pixels, %3, %4; mean %5, deviation %6</source>
        <translation>%1 × %2 Pixel, %3, %4; Mittelwert %5, Streuung %6</translation>
    </message>
    <message>
        <source>Graph</source>
        <translation>Graph</translation>
    </message>
</context>
<context>
    <name>microt::gui::FigureTile</name>
    <message>
        <source>being recomputed</source>
        <translation>wird neu berechnet</translation>
    </message>
</context>
<context>
    <name>microt::gui::FrontTableModel</name>
    <message>
        <source>mJ</source>
        <translation>mJ</translation>
    </message>
    <message>
        <source>Energy, modelled, a picture, heads included</source>
        <translation>Energie, modelliert, je Bild, mit den Köpfen</translation>
    </message>
    <message>
        <source>Saved, %</source>
        <translation>Gespart, %</translation>
    </message>
    <message>
        <source>Of the energy of the full model alone</source>
        <translation>Von der Energie des vollen Modells allein</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>Time, modelled, a picture, on average</source>
        <translation>Zeit, modelliert, je Bild, im Mittel</translation>
    </message>
    <message>
        <source>Unseen, %</source>
        <translation>Ungesehen, %</translation>
    </message>
    <message>
        <source>Staged, of pictures that the heads had not seen: calibration and, each third by heads trained on the others, train. This chooses</source>
        <translation>Gestuft, bei Bildern, die die Köpfe nicht gesehen hatten: Kalibrierung und, jedes Drittel von Köpfen, die an den anderen trainiert wurden, Training. Dies wählt</translation>
    </message>
    <message>
        <source>Test, %</source>
        <translation>Test, %</translation>
    </message>
    <message>
        <source>Staged, measured on test pictures; plays no part in the choice</source>
        <translation>Gestuft, an Testbildern gemessen; spielt bei der Wahl keine Rolle</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Blocks in the part model</source>
        <translation>Blöcke im Teilmodell</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Stage-decision ratio</source>
        <translation>Anteil der Stufenwahl</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>How sure the part model is of its answer</source>
        <translation>Wie sicher das Teilmodell seiner Antwort ist</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>Whose energy and time are modelled</source>
        <translation>Dessen Energie und Zeit modelliert sind</translation>
    </message>
    <message>
        <source>margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>probability</source>
        <translation>Wahrscheinlichkeit</translation>
    </message>
</context>
<context>
    <name>microt::gui::GainsTable</name>
    <message>
        <source>Cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Part, %</source>
        <translation>Teil, %</translation>
    </message>
    <message>
        <source>Full, %</source>
        <translation>Voll, %</translation>
    </message>
    <message>
        <source>Fused score</source>
        <translation>Gesamtnote</translation>
    </message>
    <message>
        <source>What each cut gained</source>
        <translation>Was jeder Schnitt gewonnen hat</translation>
    </message>
    <message>
        <source>Before and after training, on calibration and held-out train pictures of the active task</source>
        <translation>Vor und nach dem Training, auf Kalibrierbildern und zurückgehaltenen Trainingsbildern der aktiven Aufgabe</translation>
    </message>
</context>
<context>
    <name>microt::gui::GraphCanvas</name>
    <message>
        <source>Graph of the extractor</source>
        <translation>Graph des Extraktors</translation>
    </message>
    <message>
        <source>picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>cut %1</source>
        <translation>Schnitt %1</translation>
    </message>
    <message>
        <source>%1: %2 MACs, %3 bytes of weights, %4 bytes of output</source>
        <translation>%1: %2 MACs, %3 Bytes Gewichte, %4 Bytes Ausgabe</translation>
    </message>
</context>
<context>
    <name>microt::gui::GraphView</name>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>by MACs</source>
        <translation>nach MACs</translation>
    </message>
    <message>
        <source>by bytes of weights (int8)</source>
        <translation>nach Bytes der Gewichte (int8)</translation>
    </message>
    <message>
        <source>by bytes of output (int8)</source>
        <translation>nach Bytes der Ausgabe (int8)</translation>
    </message>
    <message>
        <source>Smaller (minus)</source>
        <translation>Kleiner (Minus)</translation>
    </message>
    <message>
        <source>Larger (plus)</source>
        <translation>Größer (Plus)</translation>
    </message>
    <message>
        <source>Drag the line to another cut.</source>
        <translation>Die Linie auf einen anderen Schnitt ziehen.</translation>
    </message>
</context>
<context>
    <name>microt::gui::GuideWindow</name>
    <message>
        <source>Guide</source>
        <translation>Anleitung</translation>
    </message>
    <message>
        <source>Chapters</source>
        <translation>Kapitel</translation>
    </message>
    <message>
        <source>Text of the chapter</source>
        <translation>Text des Kapitels</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Vor</translation>
    </message>
    <message>
        <source>Search in all chapters…</source>
        <translation>In allen Kapiteln suchen…</translation>
    </message>
    <message>
        <source>Search in all chapters</source>
        <translation>In allen Kapiteln suchen</translation>
    </message>
    <message>
        <source>Guide to MicroT Workbench</source>
        <translation>Anleitung zur MicroT Workbench</translation>
    </message>
    <message>
        <source>Not found</source>
        <translation>Nicht gefunden</translation>
    </message>
</context>
<context>
    <name>microt::gui::InputForm</name>
    <message>
        <source>Squash to its sides</source>
        <translation>Auf die Seiten stauchen</translation>
    </message>
    <message>
        <source>Cover it, cut out the centre</source>
        <translation>Decken, Mitte ausschneiden</translation>
    </message>
    <message>
        <source>Fit into it, grey around</source>
        <translation>Einpassen, Grau darum</translation>
    </message>
    <message>
        <source>Antialiased (Pillow)</source>
        <translation>Geglättet (Pillow)</translation>
    </message>
    <message>
        <source>Bilinear (OpenCV, TensorFlow)</source>
        <translation>Bilinear (OpenCV, TensorFlow)</translation>
    </message>
    <message>
        <source>Nearest neighbour</source>
        <translation>Nächster Nachbar</translation>
    </message>
    <message>
        <source>Scaling</source>
        <translation>Skalierung</translation>
    </message>
    <message>
        <source>Black and white become</source>
        <translation>Schwarz und Weiß werden</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>Order of colours</source>
        <translation>Farbreihenfolge</translation>
    </message>
    <message>
        <source>Fitting</source>
        <translation>Anpassung</translation>
    </message>
    <message>
        <source>Interpolation</source>
        <translation>Interpolation</translation>
    </message>
    <message>
        <source>Features from</source>
        <translation>Merkmale aus</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gesucht</translation>
    </message>
    <message>
        <source>not stated</source>
        <translation>nicht angegeben</translation>
    </message>
    <message>
        <source>The file does not say how its pictures are scaled: the usual is assumed. State what the network was trained with; the wrong scaling makes a good one look bad.</source>
        <translation>Die Datei sagt nicht, wie ihre Bilder skaliert werden: Das Übliche ist angenommen. Geben Sie an, womit das Netz trainiert wurde; mit falscher Skalierung sieht ein gutes schlecht aus.</translation>
    </message>
    <message>
        <source>As stated here.</source>
        <translation>Wie hier angegeben.</translation>
    </message>
    <message>
        <source>As the file, or its kind, says.</source>
        <translation>Wie die Datei oder ihre Art sagt.</translation>
    </message>
</context>
<context>
    <name>microt::gui::JobLine</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Cancel: %1</source>
        <translation>Abbrechen: %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::JobsBar</name>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>heads</source>
        <translation>Köpfe</translation>
    </message>
    <message>
        <source>%1 s left</source>
        <translation>noch %1 s</translation>
    </message>
    <message>
        <source>%1 min %2 s left</source>
        <translation>noch %1 min %2 s</translation>
    </message>
    <message>
        <source>%1 h %2 min left</source>
        <translation>noch %1 h %2 min</translation>
    </message>
    <message>
        <source>cancelling…</source>
        <translation>wird abgebrochen…</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>%1 %2/s</source>
        <translation>%1 %2/s</translation>
    </message>
    <message>
        <source>No jobs</source>
        <translation>Keine Aufträge</translation>
    </message>
    <message>
        <source>Jobs</source>
        <translation>Aufträge</translation>
    </message>
    <message>
        <source>%1 jobs</source>
        <translation>%1 Aufträge</translation>
    </message>
    <message>
        <source>Show all jobs</source>
        <translation>Alle Aufträge zeigen</translation>
    </message>
</context>
<context>
    <name>microt::gui::LayerModel</name>
    <message>
        <source>convolution</source>
        <translation>Faltung</translation>
    </message>
    <message>
        <source>pointwise</source>
        <translation>punktweise</translation>
    </message>
    <message>
        <source>depthwise</source>
        <translation>tiefenweise</translation>
    </message>
    <message>
        <source>add</source>
        <translation>Addition</translation>
    </message>
    <message>
        <source>average pool</source>
        <translation>Mittelwert</translation>
    </message>
    <message>
        <source>linear</source>
        <translation>linear</translation>
    </message>
    <message>
        <source>%1 MAC</source>
        <translation>%1 MAC</translation>
    </message>
    <message>
        <source>Height × width × channels</source>
        <translation>Höhe × Breite × Kanäle</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>Kernel</source>
        <translation>Kern</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Output</source>
        <translation>Ausgabe</translation>
    </message>
    <message>
        <source>MAC</source>
        <translation>MAC</translation>
    </message>
    <message>
        <source>MAC share</source>
        <translation>MAC-Anteil</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
</context>
<context>
    <name>microt::gui::LiveClassModel</name>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Samples</source>
        <translation>Proben</translation>
    </message>
</context>
<context>
    <name>microt::gui::LiveModel</name>
    <message>
        <source>Live on the board</source>
        <translation>Live auf dem Board</translation>
    </message>
    <message>
        <source>Live on the twin</source>
        <translation>Live auf dem Zwilling</translation>
    </message>
</context>
<context>
    <name>microt::gui::LiveView</name>
    <message>
        <source>Early and right answers, running</source>
        <translation>Frühe und richtige Antworten, laufend</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>What is shown. Test pictures only measure: nothing is learned from them</source>
        <translation>Was gezeigt wird. Testbilder messen nur: aus ihnen wird nichts gelernt</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>The folder whose pictures are shown</source>
        <translation>Der Ordner, dessen Bilder gezeigt werden</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Antwort von</translation>
    </message>
    <message>
        <source>Who answers and learns: the connected board, or its twin here</source>
        <translation>Wer antwortet und lernt: das verbundene Board oder sein Zwilling hier</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>Twin</source>
        <translation>Zwilling</translation>
    </message>
    <message>
        <source>Pictures come one after the other until you stop them</source>
        <translation>Bilder kommen eines nach dem anderen, bis Sie sie anhalten</translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Further train pictures</source>
        <translation>Weitere Trainingsbilder</translation>
    </message>
    <message>
        <source>A folder</source>
        <translation>Ein Ordner</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>While paused, a judgement brings the next picture</source>
        <translation>In der Pause bringt ein Urteil das nächste Bild</translation>
    </message>
    <message>
        <source>Ne&amp;xt</source>
        <translation>Nä&amp;chstes</translation>
    </message>
    <message>
        <source>One more picture, while paused</source>
        <translation>Ein Bild weiter, während der Pause</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>How long a picture stays, at least</source>
        <translation>Wie lange ein Bild mindestens bleibt</translation>
    </message>
    <message>
        <source>As fast as it goes</source>
        <translation>So schnell es geht</translation>
    </message>
    <message>
        <source>Two a second</source>
        <translation>Zwei je Sekunde</translation>
    </message>
    <message>
        <source>One a second</source>
        <translation>Eines je Sekunde</translation>
    </message>
    <message>
        <source>Every 3 seconds</source>
        <translation>Alle 3 Sekunden</translation>
    </message>
    <message>
        <source>Learn from mistakes</source>
        <translation>Aus Fehlern lernen</translation>
    </message>
    <message>
        <source>Where the class of a picture is known and it is no test picture: a wrong answer becomes a sample and the heads are trained anew, without a key</source>
        <translation>Wo die Klasse eines Bildes bekannt und es kein Testbild ist: Eine falsche Antwort wird zur Probe, und die Köpfe werden neu trainiert, ohne Tastendruck</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>Arbeit</translation>
    </message>
    <message>
        <source>Energy</source>
        <translation>Energie</translation>
    </message>
    <message>
        <source>Ri&amp;ght</source>
        <translation>Richti&amp;g</translation>
    </message>
    <message>
        <source>Enter: the answer is right; or, where a class of the list is marked, it is that</source>
        <translation>Eingabetaste: Die Antwort ist richtig; oder, wo eine Klasse der Liste markiert ist, ist es diese</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>The class that the picture shows: its number, its first letter, or a double click. Enter: the answer is right. Space: pause</source>
        <translation>Die Klasse, die das Bild zeigt: ihre Nummer, ihr Anfangsbuchstabe oder ein Doppelklick. Eingabetaste: Die Antwort ist richtig. Leertaste: Pause</translation>
    </message>
    <message>
        <source>Choose a folder of pictures</source>
        <translation>Ordner mit Bildern wählen</translation>
    </message>
    <message>
        <source>counted</source>
        <translation>gezählt</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>modelliert</translation>
    </message>
    <message>
        <source>St&amp;op</source>
        <translation>Anha&amp;lten</translation>
    </message>
    <message>
        <source>St&amp;art</source>
        <translation>Abspie&amp;len</translation>
    </message>
    <message>
        <source>Now: %1</source>
        <translation>Jetzt: %1</translation>
    </message>
    <message>
        <source>Res&amp;ume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pa&amp;use</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>It is that: %1</source>
        <translation>Es ist das: %1</translation>
    </message>
    <message>
        <source>No picture yet.</source>
        <translation>Noch kein Bild.</translation>
    </message>
    <message>
        <source>%1, rightly</source>
        <translation>%1, richtig</translation>
    </message>
    <message>
        <source>%1; it is %2</source>
        <translation>%1; es ist %2</translation>
    </message>
    <message>
        <source>%</source>
        <translation>%</translation>
    </message>
    <message>
        <source>by the part model</source>
        <translation>vom Teilmodell</translation>
    </message>
    <message>
        <source>by the full model</source>
        <translation>vom Vollmodell</translation>
    </message>
    <message>
        <source>M</source>
        <translation>M</translation>
    </message>
    <message>
        <source>cycles</source>
        <translation>Takte</translation>
    </message>
    <message>
        <source>instructions</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>mJ</source>
        <translation>mJ</translation>
    </message>
    <message>
        <source>early</source>
        <translation>früh</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>asked ratio</source>
        <translation>verlangter Anteil</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Share, %</source>
        <translation>Anteil, %</translation>
    </message>
    <message>
        <source>Stopped. %1 %2</source>
        <translation>Angehalten. %1 %2</translation>
    </message>
    <message>
        <source>Stopping…</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>Preparing: the network is brought there, and learns first where it has not yet…</source>
        <translation>Vorbereitung: Das Netz wird hingebracht und lernt zuerst, wo es noch nicht gelernt hat …</translation>
    </message>
    <message>
        <source>Learning…</source>
        <translation>Lernt …</translation>
    </message>
    <message>
        <source>Wrong? Press the number or first letter of the class. Right? Enter.</source>
        <translation>Falsch? Die Nummer oder den Anfangsbuchstaben der Klasse drücken. Richtig? Eingabetaste.</translation>
    </message>
    <message>
        <source>Ended. Pictures shown: %1.</source>
        <translation>Beendet. Gezeigte Bilder: %1.</translation>
    </message>
    <message>
        <source>Shows pictures one after the other. Correct an answer, and it is learned there.</source>
        <translation>Zeigt Bilder eines nach dem anderen. Wird eine Antwort berichtigt, so wird dort daraus gelernt.</translation>
    </message>
    <message>
        <source>Connect a board, or let the twin answer.</source>
        <translation>Ein Board verbinden oder den Zwilling antworten lassen.</translation>
    </message>
    <message>
        <source>Picture %1: right.</source>
        <translation>Bild %1: richtig.</translation>
    </message>
    <message>
        <source>Picture %1: wrong, counted. A test picture only measures; nothing is learned from it.</source>
        <translation>Bild %1: falsch, gezählt. Ein Testbild misst nur; aus ihm wird nichts gelernt.</translation>
    </message>
    <message>
        <source>Picture %1: wrong, counted. The bank is full; clear samples to learn more.</source>
        <translation>Bild %1: falsch, gezählt. Die Bank ist voll; Proben löschen, um mehr zu lernen.</translation>
    </message>
    <message>
        <source>Picture %1 is %2: learned. The heads are trained on %3 samples now.</source>
        <translation>Bild %1 ist %2: gelernt. Die Köpfe sind jetzt mit %3 Proben trainiert.</translation>
    </message>
    <message>
        <source>The twin learned the same in every bit.</source>
        <translation>Der Zwilling hat Bit für Bit dasselbe gelernt.</translation>
    </message>
    <message>
        <source>The twin learned something else!</source>
        <translation>Der Zwilling hat etwas anderes gelernt!</translation>
    </message>
    <message>
        <source>right before learning: %1 % of %2</source>
        <translation>richtig vor dem Lernen: %1 % von %2</translation>
    </message>
    <message>
        <source>right: %1 % of %2</source>
        <translation>richtig: %1 % von %2</translation>
    </message>
    <message>
        <source>right since: %1 % of %2</source>
        <translation>richtig seither: %1 % von %2</translation>
    </message>
    <message>
        <source>corrections learned: %1</source>
        <translation>gelernte Berichtigungen: %1</translation>
    </message>
    <message>
        <source>as the twin: %1 of %2</source>
        <translation>wie der Zwilling: %1 von %2</translation>
    </message>
    <message>
        <source>Nothing judged yet.</source>
        <translation>Noch nichts beurteilt.</translation>
    </message>
    <message>
        <source>Early: of the last %1 pictures, beside the ratio that was asked for. Right: of those whose class is known or was said by you</source>
        <translation>Früh: von den letzten %1 Bildern, neben dem verlangten Anteil. Richtig: von denen, deren Klasse bekannt ist oder die Sie genannt haben</translation>
    </message>
    <message>
        <source>early: %1 %, asked %2 %</source>
        <translation>früh: %1 %, verlangt %2 %</translation>
    </message>
    <message>
        <source>Paused: Next shows a picture.</source>
        <translation>Angehalten: „Nächstes“ zeigt ein Bild.</translation>
    </message>
</context>
<context>
    <name>microt::gui::LogPanel</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
</context>
<context>
    <name>microt::gui::MainWindow</name>
    <message>
        <source>MicroT Workbench</source>
        <translation>MicroT Workbench</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;New project…</source>
        <translation>&amp;Neues Projekt…</translation>
    </message>
    <message>
        <source>&amp;Open project…</source>
        <translation>Projekt ö&amp;ffnen…</translation>
    </message>
    <message>
        <source>Open &amp;recent</source>
        <translation>&amp;Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>No projects yet</source>
        <translation>Noch keine Projekte</translation>
    </message>
    <message>
        <source>Open the &amp;demo</source>
        <translation>&amp;Demo öffnen</translation>
    </message>
    <message>
        <source>Add a folder of &amp;pictures…</source>
        <translation>B&amp;ilderordner hinzufügen…</translation>
    </message>
    <message>
        <source>Add a &amp;manifest…</source>
        <translation>&amp;Liste hinzufügen…</translation>
    </message>
    <message>
        <source>Choose an &amp;extractor…</source>
        <translation>Extraktor &amp;wählen…</translation>
    </message>
    <message>
        <source>&amp;Save (happens by itself)</source>
        <translation>&amp;Speichern (geschieht von selbst)</translation>
    </message>
    <message>
        <source>E&amp;xport the report…</source>
        <translation>Bericht e&amp;xportieren…</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Copy the command of this page</source>
        <translation>&amp;Befehl dieser Seite kopieren</translation>
    </message>
    <message>
        <source>&amp;Remove this task…</source>
        <translation>Diese &amp;Aufgabe entfernen…</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Side panel</source>
        <translation>&amp;Seitenleiste</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>As the &amp;system</source>
        <translation>Wie das S&amp;ystem</translation>
    </message>
    <message>
        <source>&amp;Light</source>
        <translation>&amp;Hell</translation>
    </message>
    <message>
        <source>&amp;Dark</source>
        <translation>&amp;Dunkel</translation>
    </message>
    <message>
        <source>L&amp;anguage</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>A&amp;usführen</translation>
    </message>
    <message>
        <source>Read the &amp;pictures again</source>
        <translation>&amp;Bilder neu lesen</translation>
    </message>
    <message>
        <source>Read the e&amp;xtractor again</source>
        <translation>E&amp;xtraktor neu lesen</translation>
    </message>
    <message>
        <source>&amp;Embed again</source>
        <translation>&amp;Merkmale neu berechnen</translation>
    </message>
    <message>
        <source>Try every &amp;cut again</source>
        <translation>&amp;Schnitte neu bewerten</translation>
    </message>
    <message>
        <source>&amp;Train the heads again</source>
        <translation>&amp;Köpfe neu trainieren</translation>
    </message>
    <message>
        <source>Run what &amp;failed or was cancelled</source>
        <translation>&amp;Fehlgeschlagenes wiederholen</translation>
    </message>
    <message>
        <source>Cancel &amp;all jobs</source>
        <translation>&amp;Alle Aufträge abbrechen</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;What is this page</source>
        <translation>&amp;Was ist diese Seite</translation>
    </message>
    <message>
        <source>&amp;About and licences</source>
        <translation>Ü&amp;ber und Lizenzen</translation>
    </message>
    <message>
        <source>Search actions…  Ctrl+K</source>
        <translation>Aktionen suchen…  Strg+K</translation>
    </message>
    <message>
        <source>New project: name its folder</source>
        <translation>Neues Projekt: Ordner benennen</translation>
    </message>
    <message>
        <source>project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Open a project folder</source>
        <translation>Einen Projektordner öffnen</translation>
    </message>
    <message>
        <source>&amp;Guide</source>
        <translation>&amp;Anleitung</translation>
    </message>
    <message>
        <source>Ended: %1</source>
        <translation>Beendet: %1</translation>
    </message>
    <message>
        <source>&amp;Preferences…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Undo: %1</source>
        <translation>&amp;Rückgängig: %1</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>Red&amp;o: %1</source>
        <translation>&amp;Wiederherstellen: %1</translation>
    </message>
    <message>
        <source>Red&amp;o</source>
        <translation>&amp;Wiederherstellen</translation>
    </message>
    <message>
        <source>L&amp;og</source>
        <translation>Pr&amp;otokoll</translation>
    </message>
    <message>
        <source>Copy &amp;diagnostics</source>
        <translation>&amp;Diagnose kopieren</translation>
    </message>
    <message>
        <source>%1 is not opened.</source>
        <translation>%1 wird nicht geöffnet.</translation>
    </message>
    <message>
        <source>Expor&amp;t…</source>
        <translation>Expor&amp;tieren…</translation>
    </message>
    <message>
        <source>Export › %1</source>
        <translation>Exportieren › %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::MapModel</name>
    <message>
        <source>Drawing the map of %1</source>
        <translation>Karte von %1 zeichnen</translation>
    </message>
</context>
<context>
    <name>microt::gui::MapView</name>
    <message>
        <source>Map of the pictures</source>
        <translation>Karte der Bilder</translation>
    </message>
    <message>
        <source>Features</source>
        <translation>Merkmale</translation>
    </message>
    <message>
        <source>of the part model</source>
        <translation>des Teilmodells</translation>
    </message>
    <message>
        <source>of the full model</source>
        <translation>des vollen Modells</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>by class</source>
        <translation>nach Klasse</translation>
    </message>
    <message>
        <source>by answer</source>
        <translation>nach Antwort</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>Andere Klasse…</translation>
    </message>
    <message>
        <source>Give the chosen pictures another class; their files stay</source>
        <translation>Den gewählten Bildern eine andere Klasse geben; ihre Dateien bleiben</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Leave the chosen pictures out; their files stay</source>
        <translation>Die gewählten Bilder weglassen; ihre Dateien bleiben</translation>
    </message>
    <message>
        <source>learnt from</source>
        <translation>daraus gelernt</translation>
    </message>
    <message>
        <source>part, right</source>
        <translation>Teil, richtig</translation>
    </message>
    <message>
        <source>part, wrong</source>
        <translation>Teil, falsch</translation>
    </message>
    <message>
        <source>full, right</source>
        <translation>voll, richtig</translation>
    </message>
    <message>
        <source>full, wrong</source>
        <translation>voll, falsch</translation>
    </message>
    <message>
        <source>The map needs features and a cut.</source>
        <translation>Die Karte braucht Merkmale und einen Schnitt.</translation>
    </message>
    <message>
        <source>%1 pictures are chosen.</source>
        <translation>%1 Bilder sind gewählt.</translation>
    </message>
    <message>
        <source>The two main directions hold %1 % of the variance. Click: the picture. Drag: choose.</source>
        <translation>Die zwei Hauptrichtungen tragen %1 % der Varianz. Klick: das Bild. Ziehen: auswählen.</translation>
    </message>
</context>
<context>
    <name>microt::gui::MemoryView</name>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>Kept for later</source>
        <translation>Für später behalten</translation>
    </message>
    <message>
        <source>Scratch</source>
        <translation>Zwischenspeicher</translation>
    </message>
    <message>
        <source>fits, %1 B free</source>
        <translation>passt, %1 B frei</translation>
    </message>
    <message>
        <source>does not fit by %1 B</source>
        <translation>passt nicht, %1 B zu viel</translation>
    </message>
    <message>
        <source>Arena over time</source>
        <translation>Arena im Lauf der Zeit</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>Schnitt</translation>
    </message>
    <message>
        <source>Where the part model ends: its pooled features need room too</source>
        <translation>Wo das Teilmodell endet: auch seine gemittelten Merkmale brauchen Platz</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>RAM</source>
        <translation>RAM</translation>
    </message>
    <message>
        <source>Flash</source>
        <translation>Flash</translation>
    </message>
    <message>
        <source>Whether it fits</source>
        <translation>Ob es passt</translation>
    </message>
    <message>
        <source>Cut %1</source>
        <translation>Schnitt %1</translation>
    </message>
    <message>
        <source>Full alone</source>
        <translation>Nur voll</translation>
    </message>
    <message>
        <source>No memory can be planned: %1</source>
        <translation>Kein Speicher lässt sich planen: %1</translation>
    </message>
    <message>
        <source>In int8 a run needs %1 B of RAM, its input included, and %2 B of flash; %3 B of RAM in slices of rows. The firmware&apos;s own memory, heads and samples come on top.</source>
        <translation>In Int8 braucht ein Lauf %1 B RAM, die Eingabe eingeschlossen, und %2 B Flash; in Scheiben von Zeilen %3 B RAM. Der Speicher der Firmware selbst, Köpfe und Proben kommen hinzu.</translation>
    </message>
    <message>
        <source>Operator, in order</source>
        <translation>Operator, der Reihe nach</translation>
    </message>
    <message>
        <source>Arena, kB</source>
        <translation>Arena, kB</translation>
    </message>
    <message>
        <source>No placement of whole tensors takes less RAM: that is proven.</source>
        <translation>Keine Anordnung ganzer Tensoren braucht weniger RAM: Das ist bewiesen.</translation>
    </message>
    <message>
        <source>No placement of whole tensors takes less than %1 B of RAM.</source>
        <translation>Keine Anordnung ganzer Tensoren braucht weniger als %1 B RAM.</translation>
    </message>
</context>
<context>
    <name>microt::gui::MethodTableModel</name>
    <message>
        <source>Method</source>
        <translation>Methode</translation>
    </message>
    <message>
        <source>How the task is learned</source>
        <translation>Wie die Aufgabe gelernt wird</translation>
    </message>
    <message>
        <source>Accuracy
%</source>
        <translation>Genauigk.
%</translation>
    </message>
    <message>
        <source>Of test pictures; of several seeds their mean ± standard deviation</source>
        <translation>Von Testbildern; bei mehreren Seeds Mittel ± Standardabweichung</translation>
    </message>
    <message>
        <source>− MicroT
points</source>
        <translation>− MicroT
Punkte</translation>
    </message>
    <message>
        <source>How much more accurate it is than MicroT</source>
        <translation>Um wie viel sie genauer ist als MicroT</translation>
    </message>
    <message>
        <source>p</source>
        <translation>p</translation>
    </message>
    <message>
        <source>How likely chance alone makes such a difference (exact McNemar test on the same pictures); above 0.05 it may well be chance</source>
        <translation>Wie wahrscheinlich allein der Zufall einen solchen Unterschied macht (exakter McNemar-Test auf denselben Bildern); über 0,05 kann es Zufall sein</translation>
    </message>
    <message>
        <source>Epoch
J</source>
        <translation>Epoche
J</translation>
    </message>
    <message>
        <source>Energy of one epoch of training, modelled</source>
        <translation>Energie einer Trainingsepoche, modelliert</translation>
    </message>
    <message>
        <source>Training
J</source>
        <translation>Training
J</translation>
    </message>
    <message>
        <source>Energy of the whole training, modelled: features, the head to begin with, and the epochs that were run</source>
        <translation>Energie des ganzen Trainings, modelliert: Merkmale, der anfängliche Kopf und die gelaufenen Epochen</translation>
    </message>
    <message>
        <source>Answer
mJ</source>
        <translation>Antwort
mJ</translation>
    </message>
    <message>
        <source>Energy of one answer, modelled</source>
        <translation>Energie einer Antwort, modelliert</translation>
    </message>
    <message>
        <source>Training
kB</source>
        <translation>Training
kB</translation>
    </message>
    <message>
        <source>Peak of SRAM while it trains, counted from the network</source>
        <translation>Spitze des SRAM beim Training, aus dem Netz gezählt</translation>
    </message>
    <message>
        <source>Answer
kB</source>
        <translation>Antwort
kB</translation>
    </message>
    <message>
        <source>Peak of SRAM while it answers</source>
        <translation>Spitze des SRAM beim Antworten</translation>
    </message>
    <message>
        <source>Fits</source>
        <translation>Passt</translation>
    </message>
    <message>
        <source>Whether RAM and flash of the board hold training and weights, without the firmware&apos;s own</source>
        <translation>Ob RAM und Flash des Boards Training und Gewichte fassen, ohne den Speicher der Firmware</translation>
    </message>
    <message>
        <source>Paper’s
%</source>
        <translation>Artikel
%</translation>
    </message>
    <message>
        <source>Accuracy in MicroT&apos;s paper, no measurement of ours: MCUNet at ratio 0.5, mean of Pet, Bird and Plant</source>
        <translation>Genauigkeit im MicroT-Artikel, keine eigene Messung: MCUNet bei Anteil 0,5, Mittel aus Pet, Bird und Plant</translation>
    </message>
    <message>
        <source>a head on an extractor with fresh weights</source>
        <translation>ein Kopf auf einem Extraktor mit frischen Gewichten</translation>
    </message>
    <message>
        <source>a head on the given extractor: traditional transfer learning</source>
        <translation>ein Kopf auf dem gegebenen Extraktor: herkömmliches Transferlernen</translation>
    </message>
    <message>
        <source>every weight and bias: an upper reference, too large for boards</source>
        <translation>jedes Gewicht und jeder Bias: eine obere Referenz, zu groß für Boards</translation>
    </message>
    <message>
        <source>biases, and a lite residual module beside each block</source>
        <translation>Biases und ein leichtes Residualmodul neben jedem Block</translation>
    </message>
    <message>
        <source>layers and channels searched for under a memory budget</source>
        <translation>Schichten und Kanäle, unter einem Speicherbudget gesucht</translation>
    </message>
    <message>
        <source>layers and channels by Fisher information a weight and MAC</source>
        <translation>Schichten und Kanäle nach Fisher-Information je Gewicht und MAC</translation>
    </message>
    <message>
        <source>two heads on the given extractor, with stage-decision</source>
        <translation>zwei Köpfe auf dem gegebenen Extraktor, mit Stufenwahl</translation>
    </message>
    <message>
        <source>fits %1</source>
        <translation>passt auf %1</translation>
    </message>
    <message>
        <source>does not fit %1</source>
        <translation>passt nicht auf %1</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>What learns: %1</source>
        <translation>Was lernt: %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::PictureEditor</name>
    <message>
        <source>Larger view</source>
        <translation>Größer ansehen</translation>
    </message>
    <message>
        <source>Show the chosen picture as large as fits (Enter)</source>
        <translation>Das gewählte Bild so groß wie möglich zeigen (Eingabe)</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>Andere Klasse…</translation>
    </message>
    <message>
        <source>Give the chosen pictures another class; their files stay (R)</source>
        <translation>Den gewählten Bildern eine andere Klasse geben; ihre Dateien bleiben (R)</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Leave the chosen pictures out; their files stay (Delete)</source>
        <translation>Die gewählten Bilder weglassen; ihre Dateien bleiben (Entf)</translation>
    </message>
</context>
<context>
    <name>microt::gui::PictureNoteModel</name>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>; of another class</source>
        <translation>; aus einer anderen Klasse</translation>
    </message>
    <message>
        <source>; %1 and %2</source>
        <translation>; %1 und %2</translation>
    </message>
    <message>
        <source>the same picture</source>
        <translation>dasselbe Bild</translation>
    </message>
    <message>
        <source>nearly the same</source>
        <translation>fast dasselbe</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>What is said of it</source>
        <translation>Was auffällt</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
</context>
<context>
    <name>microt::gui::PicturePopover</name>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>(the first %1)</source>
        <translation>(die ersten %1)</translation>
    </message>
    <message>
        <source>Loading pictures</source>
        <translation>Bilder werden geladen</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>microt::gui::PictureViewer</name>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>The picture before (left arrow)</source>
        <translation>Das Bild davor (Pfeil links)</translation>
    </message>
    <message>
        <source>The next picture (right arrow)</source>
        <translation>Das nächste Bild (Pfeil rechts)</translation>
    </message>
    <message>
        <source>Picture before</source>
        <translation>Bild davor</translation>
    </message>
    <message>
        <source>Next picture</source>
        <translation>Nächstes Bild</translation>
    </message>
    <message>
        <source>Relabel…</source>
        <translation>Andere Klasse…</translation>
    </message>
    <message>
        <source>Choose another class (R)</source>
        <translation>Eine andere Klasse wählen (R)</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Leave the picture out; its file stays (Delete)</source>
        <translation>Das Bild weglassen; seine Datei bleibt (Entf)</translation>
    </message>
    <message>
        <source>%1 of %2 · %3
%4</source>
        <translation>%1 von %2 · %3
%4</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>nicht lesbar</translation>
    </message>
</context>
<context>
    <name>microt::gui::PrecisionChooser</name>
    <message>
        <source>Arithmetic</source>
        <translation>Arithmetik</translation>
    </message>
    <message>
        <source>Arithmetic of the extractor. Int8 gives the bits that the board computes; its ranges come from pictures of the train split.</source>
        <translation>Arithmetik des Extraktors. Int8 ergibt die Bits, die das Board berechnet; die Wertebereiche stammen aus Bildern des Trainingsteils.</translation>
    </message>
    <message>
        <source>Float</source>
        <translation>Float</translation>
    </message>
    <message>
        <source>Int8</source>
        <translation>Int8</translation>
    </message>
</context>
<context>
    <name>microt::gui::Preferences</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>all %1 cores</source>
        <translation>alle %1 Kerne</translation>
    </message>
    <message>
        <source>At most so many for what begins from now on</source>
        <translation>Höchstens so viele für alles, was von jetzt an beginnt</translation>
    </message>
    <message>
        <source>Th&amp;reads</source>
        <translation>Th&amp;reads</translation>
    </message>
    <message>
        <source>C&amp;lean…</source>
        <translation>&amp;Leeren…</translation>
    </message>
    <message>
        <source>Deletes what can be computed again: features, cut tables, heads</source>
        <translation>Löscht, was wieder berechnet werden kann: Merkmale, Schnitttabellen, Köpfe</translation>
    </message>
    <message>
        <source>Cache of the project</source>
        <translation>Zwischenspeicher des Projekts</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>&amp;Tell me when a long job has ended</source>
        <translation>&amp;Melden, wenn ein langer Auftrag endet</translation>
    </message>
    <message>
        <source>Th&amp;eme</source>
        <translation>&amp;Farbschema</translation>
    </message>
    <message>
        <source>Lan&amp;guage</source>
        <translation>S&amp;prache</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>Kein Projekt ist offen.</translation>
    </message>
    <message>
        <source>Measuring the cache</source>
        <translation>Zwischenspeicher messen</translation>
    </message>
    <message>
        <source>Clean the cache</source>
        <translation>Zwischenspeicher leeren</translation>
    </message>
    <message>
        <source>Delete features, cut tables and heads of this project (%1)? They are computed again when they are needed, which takes its time. Settings, extractors and what boards did stay.</source>
        <translation>Merkmale, Schnitttabellen und Köpfe dieses Projekts löschen (%1)? Sie werden wieder berechnet, wenn sie gebraucht werden, was seine Zeit dauert. Einstellungen, Extraktoren und die Ergebnisse von Boards bleiben.</translation>
    </message>
    <message>
        <source>Cleaning the cache</source>
        <translation>Zwischenspeicher leeren</translation>
    </message>
</context>
<context>
    <name>microt::gui::ProjectHistory</name>
    <message>
        <source>recommended</source>
        <translation>empfohlen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>task %1 removed</source>
        <translation>Aufgabe %1 entfernt</translation>
    </message>
    <message>
        <source>task %1 added</source>
        <translation>Aufgabe %1 hinzugefügt</translation>
    </message>
    <message>
        <source>%1 on</source>
        <translation>%1 an</translation>
    </message>
    <message>
        <source>%1 off</source>
        <translation>%1 aus</translation>
    </message>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 und %n weitere</numerusform>
            <numerusform>%1 und %n weitere</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>microt::gui::Rail</name>
    <message>
        <source>not started</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>at work</source>
        <translation>in Arbeit</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>out of date</source>
        <translation>veraltet</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
</context>
<context>
    <name>microt::gui::RailButton</name>
    <message>
        <source>%1; since then: %2</source>
        <translation>%1; seither: %2</translation>
    </message>
</context>
<context>
    <name>microt::gui::RatioSlider</name>
    <message>
        <source>Arrow keys change it by 0.01, Page Up and Page Down by 0.1.</source>
        <translation>Pfeiltasten ändern um 0,01, Bild auf und Bild ab um 0,1.</translation>
    </message>
</context>
<context>
    <name>microt::gui::ReportPage</name>
    <message>
        <source>Preview of the report</source>
        <translation>Vorschau des Berichts</translation>
    </message>
    <message>
        <source>Folder to export into</source>
        <translation>Zielordner</translation>
    </message>
    <message>
        <source>Export folder</source>
        <translation>Zielordner</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Charts as SVG</source>
        <translation>Diagramme als SVG</translation>
    </message>
    <message>
        <source>Compose again</source>
        <translation>Neu erstellen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>&lt;p&gt;The report says what this project holds: pictures and split, the extractor and where it comes from, every cut, and what the chosen stage-decision ratio gives for each task. Every figure names what it was measured on; energy is modelled from the board&apos;s profile, never measured here. The same project gives the same report, byte for byte.&lt;/p&gt;&lt;p&gt;&lt;b&gt;95 % interval&lt;/b&gt; of an accuracy p from n test pictures (Wilson): it says how far another draw of test pictures could move the figure.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Der Bericht sagt, was dieses Projekt enthält: Bilder und Aufteilung, den Extraktor und seine Herkunft, jeden Schnitt, und was der gewählte Anteil für jede Aufgabe ergibt. Jede Zahl nennt, worauf sie gemessen wurde; Energie ist aus dem Profil des Boards modelliert, hier nie gemessen. Dasselbe Projekt ergibt denselben Bericht, Byte für Byte.&lt;/p&gt;&lt;p&gt;&lt;b&gt;95-%-Intervall&lt;/b&gt; einer Genauigkeit p aus n Testbildern (Wilson): Es sagt, wie weit eine andere Ziehung von Testbildern die Zahl bewegen könnte.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Composing the report</source>
        <translation>Bericht wird erstellt</translation>
    </message>
    <message>
        <source>The report could not be composed: %1</source>
        <translation>Der Bericht konnte nicht erstellt werden: %1</translation>
    </message>
    <message>
        <source>Exporting the report</source>
        <translation>Bericht wird exportiert</translation>
    </message>
    <message>
        <source>Files written: %1.</source>
        <translation>Geschriebene Dateien: %1.</translation>
    </message>
    <message>
        <source>Nothing more was written: %1. Choose another folder or make room.</source>
        <translation>Mehr wurde nicht geschrieben: %1. Wählen Sie einen anderen Ordner oder schaffen Sie Platz.</translation>
    </message>
    <message>
        <source>The report is being composed.</source>
        <translation>Der Bericht wird gerade erstellt.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
</context>
<context>
    <name>microt::gui::RunDifferenceModel</name>
    <message>
        <source>%1: no difference</source>
        <translation>%1: kein Unterschied</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>anders</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
</context>
<context>
    <name>microt::gui::RunTableModel</name>
    <message>
        <source>★</source>
        <translation>★</translation>
    </message>
    <message>
        <source>Star: tick what you want to find again</source>
        <translation>Stern: markieren, was Sie wiederfinden wollen</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>What was kept</source>
        <translation>Was behalten wurde</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Gemacht</translation>
    </message>
    <message>
        <source>When it was made</source>
        <translation>Wann es gemacht wurde</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>The task that it is of</source>
        <translation>Die Aufgabe, zu der es gehört</translation>
    </message>
    <message>
        <source>Stage-decision ratio that was asked for</source>
        <translation>Anteil der Stufenwahl, der verlangt war</translation>
    </message>
    <message>
        <source>Energy of an answer that is saved against the full model alone, modelled</source>
        <translation>Energie einer Antwort, die gegenüber dem Vollmodell allein gespart wird, modelliert</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>What you want to remember; double-click to write</source>
        <translation>Was Sie sich merken wollen; zum Schreiben doppelklicken</translation>
    </message>
    <message>
        <source>Accuracy, staged</source>
        <translation>Genauigkeit, gestuft</translation>
    </message>
    <message>
        <source>Accuracy, full</source>
        <translation>Genauigkeit, voll</translation>
    </message>
    <message>
        <source>Accuracy, part</source>
        <translation>Genauigkeit, Teil</translation>
    </message>
    <message>
        <source>Accuracy, balanced</source>
        <translation>Genauigkeit, ausgewogen</translation>
    </message>
    <message>
        <source>Energy of an answer, modelled</source>
        <translation>Energie einer Antwort, modelliert</translation>
    </message>
    <message>
        <source>Energy saved, modelled</source>
        <translation>Gesparte Energie, modelliert</translation>
    </message>
    <message>
        <source>Time of an answer, modelled</source>
        <translation>Zeit einer Antwort, modelliert</translation>
    </message>
    <message>
        <source>Ratio asked for</source>
        <translation>Verlangter Anteil</translation>
    </message>
    <message>
        <source>Answered early</source>
        <translation>Früh beantwortet</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Cut in use</source>
        <translation>Schnitt in Gebrauch</translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>Pictures learned from</source>
        <translation>Bilder zum Lernen</translation>
    </message>
    <message>
        <source>Equal to the twin (1: yes)</source>
        <translation>Gleich dem Zwilling (1: ja)</translation>
    </message>
    <message>
        <source>Instructions, part</source>
        <translation>Befehle, Teil</translation>
    </message>
    <message>
        <source>Instructions, rest</source>
        <translation>Befehle, Rest</translation>
    </message>
    <message>
        <source>Cycles, part</source>
        <translation>Takte, Teil</translation>
    </message>
    <message>
        <source>Cycles, rest</source>
        <translation>Takte, Rest</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Verlust</translation>
    </message>
    <message>
        <source>Squared error, held-out</source>
        <translation>Quadratischer Fehler, zurückgehalten</translation>
    </message>
    <message>
        <source>R², held-out</source>
        <translation>R², zurückgehalten</translation>
    </message>
    <message>
        <source>Training energy, modelled</source>
        <translation>Energie des Trainings, modelliert</translation>
    </message>
    <message>
        <source>points</source>
        <translation>Punkte</translation>
    </message>
    <message>
        <source>Training: %1</source>
        <translation>Training: %1</translation>
    </message>
    <message>
        <source>Board: %1</source>
        <translation>Board: %1</translation>
    </message>
    <message>
        <source>Comparison of methods</source>
        <translation>Vergleich von Verfahren</translation>
    </message>
    <message>
        <source>Stage-decision</source>
        <translation>Stufenwahl</translation>
    </message>
    <message>
        <source>with a star</source>
        <translation>mit Stern</translation>
    </message>
    <message>
        <source>without a star</source>
        <translation>ohne Stern</translation>
    </message>
    <message>
        <source>Ratio</source>
        <translation>Anteil</translation>
    </message>
    <message>
        <source>Saved %</source>
        <translation>Gespart %</translation>
    </message>
    <message>
        <source>Staged / full %</source>
        <translation>Gestuft / voll %</translation>
    </message>
    <message>
        <source>Accuracy on test pictures: staged, and of the full model alone</source>
        <translation>Genauigkeit an Testbildern: gestuft und die des Vollmodells allein</translation>
    </message>
</context>
<context>
    <name>microt::gui::RunsModel</name>
    <message>
        <source>Looking for kept results</source>
        <translation>Behaltene Ergebnisse werden gesucht</translation>
    </message>
    <message>
        <source>Keeping the result</source>
        <translation>Das Ergebnis wird behalten</translation>
    </message>
    <message>
        <source>Writing a note</source>
        <translation>Eine Notiz wird geschrieben</translation>
    </message>
    <message>
        <source>Restoring settings</source>
        <translation>Einstellungen wiederherstellen</translation>
    </message>
    <message>
        <source>Deleting a kept result</source>
        <translation>Ein behaltenes Ergebnis wird gelöscht</translation>
    </message>
</context>
<context>
    <name>microt::gui::RunsPage</name>
    <message>
        <source>Re&amp;store settings</source>
        <translation>Einstellungen &amp;zurückholen</translation>
    </message>
    <message>
        <source>Makes the settings of the chosen result those of the project, in one step that can be undone; of a training, chooses the extractor that it made</source>
        <translation>Macht die Einstellungen des gewählten Ergebnisses zu denen des Projekts, in einem Schritt, der sich rückgängig machen lässt; bei einem Training wird der Extraktor gewählt, den es ergab</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen…</translation>
    </message>
    <message>
        <source>Deletes the chosen result with the files that it made</source>
        <translation>Löscht das gewählte Ergebnis mit den Dateien, die es ergab</translation>
    </message>
    <message>
        <source>Kept results</source>
        <translation>Behaltene Ergebnisse</translation>
    </message>
    <message>
        <source>Settings and figures of what is chosen</source>
        <translation>Einstellungen und Zahlen des Gewählten</translation>
    </message>
    <message>
        <source>&amp;Only what differs</source>
        <translation>&amp;Nur Unterschiede</translation>
    </message>
    <message>
        <source>Kept results that cannot be read: %1. Their files are damaged, or of a newer workbench.</source>
        <translation>Behaltene Ergebnisse, die nicht lesbar sind: %1. Ihre Dateien sind beschädigt oder von einer neueren Workbench.</translation>
    </message>
    <message>
        <source>To the Stage-decision page</source>
        <translation>Zur Seite Stufenwahl</translation>
    </message>
    <message>
        <source>All settings and figures. Choose a second one with Ctrl to compare.</source>
        <translation>Alle Einstellungen und Zahlen. Wählen Sie mit Strg ein zweites, um zu vergleichen.</translation>
    </message>
    <message>
        <source>Two results side by side.</source>
        <translation>Zwei Ergebnisse nebeneinander.</translation>
    </message>
    <message>
        <source>Choose a result to see its settings and figures, or two with Ctrl to compare them.</source>
        <translation>Wählen Sie ein Ergebnis, um seine Einstellungen und Zahlen zu sehen, oder mit Strg zwei, um sie zu vergleichen.</translation>
    </message>
    <message>
        <source>Its files go with it: %1.</source>
        <translation>Seine Dateien gehen mit: %1.</translation>
    </message>
    <message>
        <source>No file of the project goes with it.</source>
        <translation>Keine Datei des Projekts geht mit.</translation>
    </message>
    <message>
        <source>Its files stay: the project or another result works with them, or they are gone already.</source>
        <translation>Seine Dateien bleiben: Das Projekt oder ein anderes Ergebnis arbeitet mit ihnen, oder sie sind schon weg.</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Notiz: %1</translation>
    </message>
    <message>
        <source>Delete “%1” of %2? This cannot be undone.</source>
        <translation>„%1“ von %2 löschen? Das lässt sich nicht rückgängig machen.</translation>
    </message>
    <message>
        <source>Delete a result</source>
        <translation>Ein Ergebnis löschen</translation>
    </message>
    <message>
        <source>No project is open.</source>
        <translation>Kein Projekt ist offen.</translation>
    </message>
    <message>
        <source>Nothing is kept yet. Trainings, what boards do and comparisons appear here by themselves; of a stage-decision press “Keep this result”.</source>
        <translation>Noch ist nichts behalten. Trainings, was Boards tun und Vergleiche erscheinen hier von selbst; bei einer Stufenwahl drücken Sie „Ergebnis behalten“.</translation>
    </message>
    <message>
        <source>Choose one result.</source>
        <translation>Wählen Sie ein Ergebnis.</translation>
    </message>
    <message>
        <source>&lt;p&gt;Every result that the project keeps, with the settings it was made with: trained extractors, what boards did, comparisons of methods, and stage-decisions that you kept.&lt;/p&gt;&lt;p&gt;Two of them side by side show what differs in settings and in figures. &lt;i&gt;Restore&lt;/i&gt; takes the settings back; the figures are then computed anew, or found in the cache. A star and a note are yours.&lt;/p&gt;&lt;p&gt;difference = second − first; of shares in points.&lt;/p&gt;</source>
        <translation>&lt;p&gt;Jedes Ergebnis, das das Projekt behält, mit den Einstellungen, aus denen es entstand: trainierte Extraktoren, was Boards taten, Vergleiche von Verfahren und Stufenwahlen, die Sie behielten.&lt;/p&gt;&lt;p&gt;Zwei nebeneinander zeigen, was an Einstellungen und Zahlen anders ist. &lt;i&gt;Zurückholen&lt;/i&gt; stellt die Einstellungen wieder her; die Zahlen werden dann neu berechnet oder im Cache gefunden. Stern und Notiz sind Ihre.&lt;/p&gt;&lt;p&gt;Unterschied = zweites − erstes; bei Anteilen in Punkten.&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
</context>
<context>
    <name>microt::gui::SidePanel</name>
    <message>
        <source>What is this</source>
        <translation>Was ist das</translation>
    </message>
    <message>
        <source>The command that repeats this page</source>
        <translation>Der Befehl, der diese Seite wiederholt</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>More in the guide</source>
        <translation>Mehr in der Anleitung</translation>
    </message>
    <message>
        <source>The chapter about this page (F1)</source>
        <translation>Das Kapitel zu dieser Seite (F1)</translation>
    </message>
</context>
<context>
    <name>microt::gui::SplitEditor</name>
    <message>
        <source> %</source>
        <translation> %</translation>
    </message>
    <message>
        <source>&amp;Test</source>
        <translation>&amp;Test</translation>
    </message>
    <message>
        <source>Ca&amp;libration</source>
        <translation>Ka&amp;librierung</translation>
    </message>
    <message>
        <source>Share of the pictures that thresholds are computed from</source>
        <translation>Anteil der Bilder, aus denen Schwellen berechnet werden</translation>
    </message>
    <message>
        <source>The same seed divides the same pictures the same way</source>
        <translation>Derselbe Seed teilt dieselben Bilder gleich auf</translation>
    </message>
    <message>
        <source>These pictures come with their own test part</source>
        <translation>Diese Bilder bringen ihren eigenen Testteil mit</translation>
    </message>
    <message>
        <source>Share of the pictures that only measure</source>
        <translation>Anteil der Bilder, die nur messen</translation>
    </message>
    <message>
        <source>See&amp;d</source>
        <translation>S&amp;eed</translation>
    </message>
</context>
<context>
    <name>microt::gui::StageChoosers</name>
    <message>
        <source>&amp;Temperature %1</source>
        <translation>&amp;Temperatur %1</translation>
    </message>
    <message>
        <source>&amp;Temperature</source>
        <translation>&amp;Temperatur</translation>
    </message>
    <message>
        <source>Board</source>
        <translation>Board</translation>
    </message>
    <message>
        <source>Board whose energy and time are modelled</source>
        <translation>Board, dessen Energie und Zeit modelliert werden</translation>
    </message>
    <message>
        <source>Confidence measure</source>
        <translation>Konfidenzmaß</translation>
    </message>
    <message>
        <source>How sure the part model is of its answer: highest softmax probability, its margin over the next, or entropy</source>
        <translation>Wie sicher das Teilmodell seiner Antwort ist: höchste Softmax-Wahrscheinlichkeit, deren Abstand zur nächsten oder Entropie</translation>
    </message>
    <message>
        <source>Probability</source>
        <translation>Softmax-Max.</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>Kind of head</source>
        <translation>Art des Kopfes</translation>
    </message>
    <message>
        <source>Classifier on the features. How strict a logistic one is, cross-validation on train chooses. A perceptron is the better one where a class has many pictures; boards train logistic ones</source>
        <translation>Klassifikator auf den Merkmalen. Wie streng ein logistischer ist, wählt Kreuzvalidierung auf den Trainingsbildern. Ein Perzeptron ist der bessere, wo eine Klasse viele Bilder hat; Boards trainieren logistische</translation>
    </message>
    <message>
        <source>Logistic</source>
        <translation>Logistisch</translation>
    </message>
    <message>
        <source>Nearest neighbours</source>
        <translation>Nächste Nachbarn</translation>
    </message>
    <message>
        <source>Perceptron</source>
        <translation>Perzeptron</translation>
    </message>
    <message>
        <source>What the heads see</source>
        <translation>Was die Köpfe sehen</translation>
    </message>
    <message>
        <source>The part head sees mean and deviation of every channel, at the cut and at some of the cuts before it, the full head these and the full model&apos;s features; as published, means at the cut alone and the full model&apos;s alone</source>
        <translation>Der Teilkopf sieht Mittel und Abweichung jedes Kanals, am Schnitt und an einigen der Schnitte davor, der volle Kopf diese und die Merkmale des vollen Modells; wie veröffentlicht nur Mittel am Schnitt und nur die des vollen Modells</translation>
    </message>
    <message>
        <source>The cut</source>
        <translation>Den Schnitt</translation>
    </message>
    <message numerus="yes">
        <source>The cut and %n before</source>
        <translation>
            <numerusform>Den Schnitt und %n davor</numerusform>
            <numerusform>Den Schnitt und %n davor</numerusform>
        </translation>
    </message>
    <message>
        <source>As published</source>
        <translation>Veröffentlicht</translation>
    </message>
    <message>
        <source>Exits</source>
        <translation>Ausgänge</translation>
    </message>
    <message>
        <source>Places that may answer: part and full model, or also one or two between, at the cuts that save most. The ratio is then what each of them answers of the pictures that come to it</source>
        <translation>Stellen, die antworten dürfen: Teil- und volles Modell, oder auch ein oder zwei dazwischen, an den Schnitten, die am meisten sparen. Der Anteil ist dann, was jede von ihnen von den Bildern beantwortet, die zu ihr kommen</translation>
    </message>
    <message>
        <source>Fit a temperature on calibration pictures, so that confidences become probabilities</source>
        <translation>Eine Temperatur auf Kalibrierbildern anpassen, damit Konfidenzen Wahrscheinlichkeiten werden</translation>
    </message>
    <message>
        <source>&amp;Weights</source>
        <translation>&amp;Gewichte</translation>
    </message>
    <message>
        <source>Class weights: heads take rare classes as seriously as frequent ones, here and on boards</source>
        <translation>Klassengewichte: Köpfe nehmen seltene Klassen so ernst wie häufige, hier und auf Boards</translation>
    </message>
    <message>
        <source>Stage-decision</source>
        <translation>Stufenwahl</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>What is chosen rarely: how many exits there are, what heads see, the measure of confidence, temperature, class weights</source>
        <translation>Was selten gewählt wird: wie viele Ausgänge es gibt, was Köpfe sehen, das Konfidenzmaß, Temperatur, Klassengewichte</translation>
    </message>
</context>
<context>
    <name>microt::gui::StagePage</name>
    <message>
        <source>Stage-decision</source>
        <translation>Stufenwahl</translation>
    </message>
    <message>
        <source>&lt;p&gt;Every picture first goes through the part model; if its confidence reaches the threshold, that is the answer, otherwise the full model resumes where the part model stopped, and its head sees the features of both. The stage-decision ratio is the share of pictures that the part model shall answer: more saves energy, less is usually more accurate. The threshold for a ratio comes from the calibration pictures; what is shown was measured on the test pictures.&lt;/p&gt;&lt;p&gt;&lt;i&gt;threshold&lt;/i&gt;(&lt;i&gt;r&lt;/i&gt;) = the (1 − &lt;i&gt;r&lt;/i&gt;) quantile of the part confidences&lt;br&gt;&lt;i&gt;E&lt;/i&gt; = &lt;i&gt;E&lt;/i&gt;&lt;sub&gt;part&lt;/sub&gt; + (1 − &lt;i&gt;r&lt;/i&gt;) &lt;i&gt;E&lt;/i&gt;&lt;sub&gt;rest&lt;/sub&gt;&lt;/p&gt;</source>
        <translation>&lt;p&gt;Jedes Bild durchläuft zuerst das Teilmodell; erreicht dessen Konfidenz die Schwelle, ist das die Antwort, sonst macht das Vollmodell dort weiter, wo das Teilmodell aufhörte, und sein Kopf sieht die Merkmale beider. Der Anteil (stage-decision ratio) sagt, wie viele Bilder das Teilmodell beantworten soll: mehr spart Energie, weniger ist meist genauer. Die Schwelle kommt aus den Kalibrierbildern; gezeigt wird, was auf den Testbildern gemessen wurde.&lt;/p&gt;&lt;p&gt;&lt;i&gt;Schwelle&lt;/i&gt;(&lt;i&gt;r&lt;/i&gt;) = (1 − &lt;i&gt;r&lt;/i&gt;)-Quantil der Konfidenzen des Teilmodells&lt;br&gt;&lt;i&gt;E&lt;/i&gt; = &lt;i&gt;E&lt;/i&gt;&lt;sub&gt;Teil&lt;/sub&gt; + (1 − &lt;i&gt;r&lt;/i&gt;) &lt;i&gt;E&lt;/i&gt;&lt;sub&gt;Rest&lt;/sub&gt;&lt;/p&gt;</translation>
    </message>
    <message>
        <source>Never answered at this ratio: %1. Balanced accuracy: %2 %.</source>
        <translation>Bei diesem Anteil nie genannt: %1. Ausgewogene Genauigkeit: %2 %.</translation>
    </message>
    <message>
        <source>Decision</source>
        <translation>Entscheidung</translation>
    </message>
    <message>
        <source>Classes and confidence</source>
        <translation>Klassen und Konfidenz</translation>
    </message>
    <message>
        <source>Kept in Runs</source>
        <translation>Unter Läufe behalten</translation>
    </message>
    <message>
        <source>Keeps settings and figures as they are now; the page Runs compares and restores them</source>
        <translation>Behält Einstellungen und Zahlen, wie sie jetzt sind; die Seite Läufe vergleicht sie und holt sie zurück</translation>
    </message>
    <message>
        <source>Kee&amp;p this result</source>
        <translation>Ergebnis behalten</translation>
    </message>
</context>
<context>
    <name>microt::gui::StageQualityView</name>
    <message>
        <source>Precision and recall of each class</source>
        <translation>Präzision und Trefferquote jeder Klasse</translation>
    </message>
    <message>
        <source>Reliability of the part model</source>
        <translation>Verlässlichkeit des Teilmodells</translation>
    </message>
    <message>
        <source>Risk against coverage of the part model</source>
        <translation>Risiko über der Abdeckung des Teilmodells</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>Confidence, %</source>
        <translation>Konfidenz, %</translation>
    </message>
    <message>
        <source>Answered rightly, %</source>
        <translation>Richtig beantwortet, %</translation>
    </message>
    <message>
        <source>as sure as right</source>
        <translation>so sicher wie richtig</translation>
    </message>
    <message>
        <source>Expected calibration error: %1 points over %2 test pictures. A fitted temperature brings bars and line together.</source>
        <translation>Erwarteter Kalibrierfehler: %1 Punkte über %2 Testbilder. Eine angepasste Temperatur bringt Balken und Linie zusammen.</translation>
    </message>
    <message>
        <source>This measure of confidence is no probability: the line is no aim for it.</source>
        <translation>Dieses Maß der Konfidenz ist keine Wahrscheinlichkeit: Die Linie ist kein Ziel dafür.</translation>
    </message>
    <message>
        <source>part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Answered by the part model, %</source>
        <translation>Vom Teilmodell beantwortet, %</translation>
    </message>
    <message>
        <source>Of these wrong, %</source>
        <translation>Davon falsch, %</translation>
    </message>
    <message>
        <source>Area under the curve: %1 %. The surer of two pictures should be the right one.</source>
        <translation>Fläche unter der Kurve: %1 %. Von zwei Bildern soll das sicherere das richtige sein.</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>microt::gui::StageTableModel</name>
    <message>
        <source>part answers all</source>
        <translation>Teilmodell beantwortet alle</translation>
    </message>
    <message>
        <source>full answers all</source>
        <translation>Vollmodell beantwortet alle</translation>
    </message>
    <message>
        <source>Part alone</source>
        <translation>Nur Teil</translation>
    </message>
    <message>
        <source>Full alone</source>
        <translation>Nur voll</translation>
    </message>
    <message>
        <source>Staged</source>
        <translation>Gestuft</translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>Energy, mJ</source>
        <translation>Energie, mJ</translation>
    </message>
    <message>
        <source>Saving, %</source>
        <translation>Ersparnis, %</translation>
    </message>
    <message>
        <source>Latency, ms</source>
        <translation>Latenz, ms</translation>
    </message>
    <message>
        <source>Mean over the classes of the share answered rightly: every class counts the same</source>
        <translation>Mittel über die Klassen des Anteils richtiger Antworten: jede Klasse zählt gleich viel</translation>
    </message>
    <message>
        <source>Classes with test pictures that no picture is answered with</source>
        <translation>Klassen mit Testbildern, die bei keinem Bild genannt werden</translation>
    </message>
    <message>
        <source>Balanced, %</source>
        <translation>Ausgewogen, %</translation>
    </message>
    <message>
        <source>part %1 (%2 %), full %3 (%4 %)</source>
        <translation>Teil %1 (%2 %), voll %3 (%4 %)</translation>
    </message>
    <message>
        <source>Who answers (right)</source>
        <translation>Wer antwortet (richtig)</translation>
    </message>
    <message>
        <source>Missed</source>
        <translation>Nie genannt</translation>
    </message>
</context>
<context>
    <name>microt::gui::StageView</name>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Energy per picture</source>
        <translation>Energie je Bild</translation>
    </message>
    <message>
        <source>Answered early</source>
        <translation>Früh beantwortet</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Confidence of the part model</source>
        <translation>Konfidenz des Teilmodells</translation>
    </message>
    <message>
        <source>Part, full and staged model side by side</source>
        <translation>Teil-, Voll- und gestuftes Modell nebeneinander</translation>
    </message>
    <message>
        <source>staged</source>
        <translation>gestuft</translation>
    </message>
    <message>
        <source>Answered by the part model, %</source>
        <translation>Vom Teilmodell beantwortet, %</translation>
    </message>
    <message>
        <source>Accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>full</source>
        <translation>Voll</translation>
    </message>
    <message>
        <source>Modelled energy per picture, mJ</source>
        <translation>Modellierte Energie je Bild, mJ</translation>
    </message>
    <message>
        <source>resumed rest</source>
        <translation>Rest</translation>
    </message>
    <message>
        <source>full alone</source>
        <translation>nur voll</translation>
    </message>
    <message>
        <source>wrong</source>
        <translation>falsch</translation>
    </message>
    <message>
        <source>right</source>
        <translation>richtig</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Konfidenz</translation>
    </message>
    <message>
        <source>Test pictures</source>
        <translation>Testbilder</translation>
    </message>
    <message>
        <source>above 1</source>
        <translation>über 1</translation>
    </message>
    <message>
        <source>%1 points vs full</source>
        <translation>%1 Punkte gegen voll</translation>
    </message>
    <message>
        <source>%1 of %2 test pictures</source>
        <translation>%1 von %2 Testbildern</translation>
    </message>
    <message>
        <source>modelled</source>
        <translation>modelliert</translation>
    </message>
    <message>
        <source>mJ</source>
        <translation>mJ</translation>
    </message>
    <message>
        <source>%1 % vs full</source>
        <translation>%1 % gegen voll</translation>
    </message>
    <message>
        <source>ms</source>
        <translation>ms</translation>
    </message>
    <message>
        <source>%1 mJ</source>
        <translation>%1 mJ</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>The ratio that the Cut page recommends at this cut</source>
        <translation>Der Anteil, den die Seite Schnitt bei diesem Schnitt empfiehlt</translation>
    </message>
    <message>
        <source>Re&amp;commended: %1</source>
        <translation>&amp;Empfohlen: %1</translation>
    </message>
    <message>
        <source>Re&amp;commended</source>
        <translation>&amp;Empfohlen</translation>
    </message>
    <message>
        <source>threshold %1 from %2 pictures</source>
        <translation>Schwelle %1 aus %2 Bildern</translation>
    </message>
    <message>
        <source>with %1 it would vary by ± %2</source>
        <translation>mit %1 schwankte sie um ± %2</translation>
    </message>
    <message>
        <source>Rat&amp;io</source>
        <translation>Antei&amp;l</translation>
    </message>
    <message>
        <source>Accuracy against share answered early</source>
        <translation>Genauigkeit nach früh beantwortetem Anteil</translation>
    </message>
    <message>
        <source>Energy against share answered early</source>
        <translation>Energie nach früh beantwortetem Anteil</translation>
    </message>
    <message>
        <source>The threshold comes from all calibration pictures. ± is the spread over %1 draws of %2 of them, as on a board that sees few pictures.</source>
        <translation>Die Schwelle kommt aus allen Kalibrierbildern. ± ist die Streuung über %1 Ziehungen von je %2 davon, wie auf einem Board, das wenige Bilder sieht.</translation>
    </message>
    <message>
        <source>asked for</source>
        <translation>verlangt</translation>
    </message>
    <message>
        <source>%1 of %2; asked %3 %</source>
        <translation>%1 von %2; verlangt %3 %</translation>
    </message>
    <message>
        <source>Answered early, %</source>
        <translation>Früh beantwortet, %</translation>
    </message>
</context>
<context>
    <name>microt::gui::SuspectModel</name>
    <message>
        <source>Looking for suspects in %1</source>
        <translation>Verdächtige in %1 suchen</translation>
    </message>
    <message>
        <source>Heads that have not seen it say another class (surer by %1)</source>
        <translation>Köpfe, die es nicht kennen, nennen eine andere Klasse (sicherer um %1)</translation>
    </message>
    <message>
        <source>A copy of %1, which is of another class</source>
        <translation>Eine Kopie von %1 aus einer anderen Klasse</translation>
    </message>
    <message>
        <source>Resembles no other picture (%1 deviations away)</source>
        <translation>Gleicht keinem anderen Bild (%1 Abweichungen entfernt)</translation>
    </message>
    <message>
        <source>A copy of %1</source>
        <translation>Eine Kopie von %1</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Why it is suspect</source>
        <translation>Warum es verdächtig ist</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Seems to be</source>
        <translation>Scheint zu sein</translation>
    </message>
</context>
<context>
    <name>microt::gui::SuspectsView</name>
    <message>
        <source>Look for &amp;suspects</source>
        <translation>&amp;Verdächtige suchen</translation>
    </message>
    <message>
        <source>Wrong labels by heads that have not seen the picture, copies, outliers</source>
        <translation>Falsche Klassen nach Köpfen, die das Bild nicht kennen, Kopien, Ausreißer</translation>
    </message>
    <message>
        <source>Suspects</source>
        <translation>Verdächtige</translation>
    </message>
    <message>
        <source>Larger view</source>
        <translation>Größer ansehen</translation>
    </message>
    <message>
        <source>Show the picture as large as fits (Enter)</source>
        <translation>Das Bild so groß wie möglich zeigen (Eingabe)</translation>
    </message>
    <message>
        <source>Relabel</source>
        <translation>Andere Klasse</translation>
    </message>
    <message>
        <source>Give it the class that it seems to be of, or choose one (R)</source>
        <translation>Ihm die Klasse geben, zu der es zu gehören scheint, oder eine wählen (R)</translation>
    </message>
    <message>
        <source>Exclude</source>
        <translation>Ausschließen</translation>
    </message>
    <message>
        <source>Leave the picture out; its file stays (Delete)</source>
        <translation>Das Bild weglassen; seine Datei bleibt (Entf)</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>It is right as it is and shall not be listed again (K)</source>
        <translation>Es stimmt so und soll nicht wieder erscheinen (K)</translation>
    </message>
    <message>
        <source>%1, seems to be %2</source>
        <translation>%1, scheint %2 zu sein</translation>
    </message>
    <message>
        <source>Nobody has looked yet.</source>
        <translation>Noch hat niemand gesucht.</translation>
    </message>
    <message>
        <source>This needs the features of the pictures.</source>
        <translation>Dies braucht die Merkmale der Bilder.</translation>
    </message>
    <message>
        <source>Heads are being trained on parts of the pictures.</source>
        <translation>Köpfe werden auf Teilen der Bilder trainiert.</translation>
    </message>
    <message>
        <source>No picture is suspect.</source>
        <translation>Kein Bild ist verdächtig.</translation>
    </message>
    <message>
        <source>%1 to look at, the gravest first. Nothing happens to the files.</source>
        <translation>%1 anzusehen, die schwersten zuerst. Den Dateien geschieht nichts.</translation>
    </message>
</context>
<context>
    <name>microt::gui::TaskBar</name>
    <message>
        <source>Tas&amp;k</source>
        <translation>Au&amp;fgabe</translation>
    </message>
    <message>
        <source>Task that all pages show</source>
        <translation>Aufgabe, die alle Seiten zeigen</translation>
    </message>
    <message>
        <source>The set of pictures that every page is about</source>
        <translation>Die Bildermenge, um die es auf jeder Seite geht</translation>
    </message>
    <message>
        <source>with the extractor %1</source>
        <translation>mit dem Extraktor %1</translation>
    </message>
</context>
<context>
    <name>microt::gui::WarningLabel</name>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
</context>
<context>
    <name>microt::gui::Workspace</name>
    <message>
        <source>Saving the project</source>
        <translation>Projekt wird gespeichert</translation>
    </message>
    <message>
        <source>Making the project %1</source>
        <translation>Projekt %1 wird angelegt</translation>
    </message>
    <message>
        <source>Opening the project %1</source>
        <translation>Projekt %1 wird geöffnet</translation>
    </message>
    <message>
        <source>Making the demo project</source>
        <translation>Demoprojekt wird angelegt</translation>
    </message>
    <message>
        <source>project</source>
        <translation>Projekt</translation>
    </message>
    <message>
        <source>Opening the extractor %1</source>
        <translation>Extraktor %1 wird geöffnet</translation>
    </message>
    <message>
        <source>Reading %1</source>
        <translation>%1 wird gelesen</translation>
    </message>
    <message>
        <source>Embedding %1 with %2</source>
        <translation>Merkmale von %1 mit %2</translation>
    </message>
    <message>
        <source>Trying every cut on %1</source>
        <translation>Schnitte auf %1 werden bewertet</translation>
    </message>
    <message>
        <source>Training the heads of %1</source>
        <translation>Köpfe von %1 werden trainiert</translation>
    </message>
    <message>
        <source>Changing labels</source>
        <translation>Klassen von Bildern ändern</translation>
    </message>
    <message>
        <source>Renaming the task %1</source>
        <translation>Aufgabe %1 umbenennen</translation>
    </message>
    <message>
        <source>Looking how %1 wants its pictures</source>
        <translation>Wie %1 seine Bilder erwartet</translation>
    </message>
</context>
<context>
    <name>mixed</name>
    <message>
        <source>On a GPU: convolutions and linear layers in bfloat16, the rest and all weights in float32</source>
        <translation>Auf einer GPU: Faltungen und lineare Schichten in bfloat16, der Rest und alle Gewichte in float32</translation>
    </message>
</context>
<context>
    <name>mixup</name>
    <message>
        <source>Share of the views but the first into which another picture&apos;s view is blended</source>
        <translation>Anteil der Ansichten außer der ersten, in die eine Ansicht eines anderen Bildes eingeblendet wird</translation>
    </message>
</context>
<context>
    <name>mode</name>
    <message>
        <source>Which exit answers: the first confident one, part or full</source>
        <translation>Welcher Ausgang antwortet: der erste sichere, Teil oder voll</translation>
    </message>
</context>
<context>
    <name>momentum</name>
    <message>
        <source>Momentum</source>
        <translation>Momentum</translation>
    </message>
    <message>
        <source>Momentum; 0 saves a third of the updated numbers&apos; memory</source>
        <translation>Impuls; 0 spart ein Drittel des Speichers der geänderten Zahlen</translation>
    </message>
</context>
<context>
    <name>partLabel</name>
    <message>
        <source>Weight of the part model&apos;s labels</source>
        <translation>Gewicht des Teilmodells gegen Klassen</translation>
    </message>
</context>
<context>
    <name>partTeacher</name>
    <message>
        <source>Weight of the part embedding against the teacher&apos;s</source>
        <translation>Gewicht der Merkmale des Teilmodells gegen die des Lehrers</translation>
    </message>
</context>
<context>
    <name>patience</name>
    <message>
        <source>Epochs without a better answer to held-out train pictures after which such a method stops</source>
        <translation>Epochen ohne bessere Antworten auf zurückgehaltene Trainingsbilder, nach denen eine solche Methode aufhört</translation>
    </message>
</context>
<context>
    <name>pictures</name>
    <message>
        <source>Pictures of the test split</source>
        <translation>Bilder des Testteils</translation>
    </message>
</context>
<context>
    <name>pools</name>
    <message>
        <source>Folders of pictures; they need no labels, and none of your task&apos;s test pictures</source>
        <translation>Ordner mit Bildern; ohne Klassen, und ohne Testbilder der Aufgabe</translation>
    </message>
</context>
<context>
    <name>repeatable</name>
    <message>
        <source>On a GPU: the same bits in every run, as on a CPU; slower, and without TF32</source>
        <translation>Auf einer GPU: in jedem Lauf dieselben Bits, wie auf einer CPU; langsamer und ohne TF32</translation>
    </message>
</context>
<context>
    <name>resize</name>
    <message>
        <source>How pictures become as large as the input</source>
        <translation>Wie Bilder so groß wie die Eingabe werden</translation>
    </message>
</context>
<context>
    <name>resolution</name>
    <message>
        <source>Side of a fresh student&apos;s input, pixels</source>
        <translation>Seite der Eingabe eines Schülers mit neuen Gewichten, in Pixeln</translation>
    </message>
</context>
<context>
    <name>schedule</name>
    <message>
        <source>How the learning rate moves: one-cycle, cosine or constant</source>
        <translation>Verlauf der Lernrate: one-cycle, cosine oder constant</translation>
    </message>
</context>
<context>
    <name>seed</name>
    <message>
        <source>Seed of weights, order and views</source>
        <translation>Startwert von Gewichten, Reihenfolge und Ansichten</translation>
    </message>
</context>
<context>
    <name>shuffleBuffer</name>
    <message>
        <source>For pools beyond the memory: read them shard by shard (tar file or folder) and shuffle among so many views; 0: all of the pool</source>
        <translation>Für Bildervorräte, die größer sind als der Speicher: Teil für Teil lesen (tar-Datei oder Ordner) und unter so vielen Ansichten mischen; 0: im ganzen Vorrat</translation>
    </message>
</context>
<context>
    <name>smallestView</name>
    <message>
        <source>Share of a picture&apos;s area that a view shows at least</source>
        <translation>Anteil der Bildfläche, den eine Ansicht mindestens zeigt</translation>
    </message>
</context>
<context>
    <name>standardise</name>
    <message>
        <source>Do not standardise the teacher&apos;s embeddings</source>
        <translation>Merkmale des Lehrers nicht standardisieren</translation>
    </message>
</context>
<context>
    <name>student</name>
    <message>
        <source>A built-in architecture (fresh weights) or an extractor</source>
        <translation>Eine eingebaute Architektur (neue Gewichte) oder ein Extraktor</translation>
    </message>
</context>
<context>
    <name>teacher</name>
    <message>
        <source>The network whose embeddings are learned: an extractor, a TorchScript .pt, or embeddings .npy with their .csv</source>
        <translation>Das Netz, dessen Merkmale gelernt werden: ein Extraktor, ein TorchScript .pt oder Merkmale als .npy mit ihrer .csv</translation>
    </message>
</context>
<context>
    <name>teacherDeviation</name>
    <message>
        <source>Deviation that it expects to be divided by</source>
        <translation>Abweichung, durch die er Bilder geteilt erwartet</translation>
    </message>
</context>
<context>
    <name>teacherMean</name>
    <message>
        <source>Mean of red, green and blue (0..1) that a .pt teacher expects to be taken off; default ImageNet&apos;s</source>
        <translation>Mittel von Rot, Grün und Blau (0..1), das ein Lehrer .pt abgezogen erwartet; sonst das von ImageNet</translation>
    </message>
</context>
<context>
    <name>teacherResolution</name>
    <message>
        <source>Side of a .pt teacher&apos;s input</source>
        <translation>Seite der Eingabe eines Lehrers .pt</translation>
    </message>
</context>
<context>
    <name>testShare</name>
    <message>
        <source>Share of the pool, at least one picture, that is never trained on</source>
        <translation>Anteil der Bilder, mindestens eines, von dem nie gelernt wird</translation>
    </message>
</context>
<context>
    <name>tf32</name>
    <message>
        <source>On a GPU: float32 products with mantissas of 10 bits (TF32), faster; off unless asked for</source>
        <translation>Auf einer GPU: float32-Produkte mit Mantissen von 10 Bit (TF32), schneller; aus, wenn nicht verlangt</translation>
    </message>
</context>
<context>
    <name>validationShare</name>
    <message>
        <source>Share of each class&apos;s train pictures that tells when to stop</source>
        <translation>Anteil der Trainingsbilder jeder Klasse, der sagt, wann Schluss ist</translation>
    </message>
</context>
<context>
    <name>warmUp</name>
    <message>
        <source>Share of all steps over which the rate first rises linearly (not one-cycle)</source>
        <translation>Anteil aller Schritte, über den die Rate zuerst linear steigt (nicht one-cycle)</translation>
    </message>
</context>
<context>
    <name>weightDecay</name>
    <message>
        <source>Weight decay</source>
        <translation>Gewichtsabnahme</translation>
    </message>
</context>
</TS>
